"""Writes a Keras model: in Keras's own format, or as a program without the code of its classes."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from truss.errors import error_of
from truss.frameworks.arrays.inputs import ArrayInput
from truss.frameworks.framework import Stored
from truss.frameworks.keras.description import KerasDescription, nested, own_code_of
from truss.frameworks.template import Snippet
from truss.frameworks.tensors import ANY_LENGTH

_FILE, _PROGRAM = "model.keras", "saved_model.pb"


def write(model: Any, description: KerasDescription, folder: Path, by_value: bool) -> Stored:
    """Writes a Keras model; see `Framework.write`.

    Raises:
        TrussError: `MODEL_NOT_SERIALISABLE` where its file could not be read back elsewhere.
    """
    if by_value:
        _export(model, description, folder, "its code stands in a notebook or script, which no file of Keras has")
        return Stored(_PROGRAM, has_code=False, is_program=True)
    problem = _save(model, folder)
    if problem is None:
        return Stored(_FILE, has_code=False)
    (folder / _FILE).unlink(missing_ok=True)
    _export(model, description, folder, f"Keras cannot read back what it writes of it ({problem})")
    return Stored(_PROGRAM, has_code=False, is_program=True)


def load(description: KerasDescription, stored: Stored) -> Snippet:
    """Gives the lines of `load()` for what `write` has written."""
    if stored.file == _FILE:
        own = ", ".join(f'"{name}": {place}' for name, place in description.own.items())
        lines = [
            "# What only training needs is left out.",
            "self.model = keras.saving.load_model(",
            f'    self.model_dir / "{_FILE}",',
            *([f"    custom_objects={{{own}}},"] if own else []),
            "    compile=False,",
            ")",
        ]
        modules = {place.rpartition(".")[0] for place in description.own.values()}
        return Snippet(lines, ["keras", *sorted(modules)])
    lines = [
        "# A file of Keras would need code that is not there: this is the program that TensorFlow has made of it.",
        "self.program = tf.saved_model.load(str(self.model_dir))",
        "self.model = self.program.serve",
    ]
    return Snippet(lines, ["tensorflow as tf"])


def _save(model: Any, folder: Path) -> str | None:
    """Writes the model in Keras's format; says why it could not be read back, if so."""
    import keras

    try:
        model.save(folder / _FILE)
        own = {each.__name__: each for each in own_code_of(model)}
        keras.saving.load_model(folder / _FILE, custom_objects=own, compile=False)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - classes of the user's raise anything
        return f"{type(error).__name__}: {error}".partition("\n")[0]
    return None


def _export(model: Any, description: KerasDescription, folder: Path, why: str) -> None:
    import keras

    if description.backend != "tensorflow" or any(array.shape is None for array in description.takes.arrays):
        is_traceable = description.backend == "tensorflow"
        raise error_of(
            "MODEL_NOT_SERIALISABLE",
            f"This {description.title} cannot be written to a file of Keras: {why}",
            "Move its classes and functions into a file of their own and import them from there; give a class a "
            "get_config with what its __init__ takes"
            + (", or give `examples` to trace it with" if is_traceable else ""),
        )
    specs = [_spec(array, keras) for array in description.takes.arrays]
    by_name = dict(zip((array.name for array in description.takes.arrays), specs))
    if description.form in ("dict", "nested"):
        is_nested = description.form == "nested"
        signature: list[Any] = [nested(description.nesting, by_name.__getitem__) if is_nested else by_name]
    else:
        signature = [specs] if description.form == "list" else specs
    archive = keras.export.ExportArchive()
    archive.track(model)
    # As `predict` calls it. What `model.export` writes goes on to turn and to colour pictures, as in training.
    archive.add_endpoint("serve", partial(model.__call__, training=False), input_signature=signature)
    archive.write_out(folder, verbose=False)


def _spec(array: ArrayInput, keras: Any) -> Any:
    shape = [None if length == ANY_LENGTH else length for length in array.shape or ()]
    dtype = "string" if array.dtype == "str" else array.dtype
    return keras.InputSpec(shape=shape, dtype=dtype) if dtype != "string" else _string_spec(shape)


def _string_spec(shape: list[int | None]) -> Any:
    import tensorflow as tf

    return tf.TensorSpec(shape, tf.string)
