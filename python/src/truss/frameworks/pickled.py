"""Models that lie in a pickle: how one is written, and the code that reads it back."""

from __future__ import annotations

import pickle
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

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
    with (folder / "model.pickle").open("wb") as file:
        if by_value:
            _by_value(file).dump(model)
        else:
            pickle.dump(model, file, protocol=5)
    return Stored("model.pickle", has_code=by_value)


def reduce_module(obj: object) -> Any:
    """Tells how a module is pickled whose class is not the usual one, such as `torch.ops`: by its name.

    Cloudpickle knows plain modules alone, and meets others among what a function of a notebook reads.

    Args:
        obj: any object.

    Returns:
        What `reducer_override` of a pickler returns; NotImplemented of all else.
    """
    if not isinstance(obj, ModuleType) or type(obj) is ModuleType or sys.modules.get(obj.__name__) is not obj:
        return NotImplemented
    return import_module, (obj.__name__,)


def _by_value(file: Any) -> Any:
    import cloudpickle

    class ValuePickler(cloudpickle.Pickler):  # type: ignore[misc] # cloudpickle brings no types
        """Cloudpickle, which also takes modules of other classes than the usual one."""

        def reducer_override(self, obj: Any) -> Any:
            reduced = reduce_module(obj)
            return super().reducer_override(obj) if reduced is NotImplemented else reduced

    return ValuePickler(file, protocol=5)


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
