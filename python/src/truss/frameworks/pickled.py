"""Models that lie in a pickle: how one is written, and the code that reads it back."""

from __future__ import annotations

import pickle
from pathlib import Path

from truss.frameworks.framework import Stored
from truss.frameworks.template import Snippet


def store_pickled(model: object, folder: Path, by_value: bool) -> Stored:
    """Writes an object as a pickle.

    Args:
        model: the object.
        folder: where to; it exists.
        by_value: whether code has to travel inside.

    Returns:
        `model.joblib`, or `model.pickle` where code travels inside: that one is read back by the same minor version of
        Python only, with cloudpickle installed.

    Raises:
        Exception: whatever the object's own code raises when it is pickled.
    """
    if not by_value:
        import joblib

        joblib.dump(model, folder / "model.joblib", protocol=5)
        return Stored("model.joblib", has_code=False)
    return store_plainly(model, folder, by_value)


def store_plainly(model: object, folder: Path, by_value: bool) -> Stored:
    """Writes an object as a pickle, with nothing but Python; see `store_pickled`.

    Returns:
        `model.pickle`.
    """
    import cloudpickle

    with (folder / "model.pickle").open("wb") as file:
        (cloudpickle if by_value else pickle).dump(model, file, protocol=5)
    return Stored("model.pickle", has_code=by_value)


def load_pickled(stored: Stored) -> Snippet:
    """Gives the lines of `load()` for what `store_pickled` or `store_plainly` has written."""
    if stored.file.endswith(".joblib"):
        return Snippet([f'self.model = joblib.load(self.model_dir / "{stored.file}")'], ["joblib"])
    of_code = "# It holds code of a notebook or script, which only the same minor version of Python can read."
    lines = [
        *([of_code] if stored.has_code else []),
        f'with open(self.model_dir / "{stored.file}", "rb") as file:',
        "    self.model = pickle.load(file)",
    ]
    return Snippet(lines, ["pickle"])
