"""What to do with an object that no framework takes: the message and the hint of its refusal."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class _Start(NamedTuple):
    """A start that `truss init --framework` has, and how its library saves a model for it."""

    framework: str
    saving: str


# By the package of a class, or of one that it is derived from; the first of them counts.
_STARTS: dict[str, _Start] = {
    "transformers": _Start("transformers", "model.save_pretrained('{0}/data/model')"),
    "torch": _Start("pytorch", "torch.save(model.state_dict(), '{0}/data/weights.pt')"),
    "keras": _Start("keras", "model.save('{0}/data/model.keras')"),
    "tf_keras": _Start("keras", "model.save('{0}/data/model.keras')"),
    "tensorflow": _Start("tensorflow", "tf.saved_model.save(model, '{0}/data/model')"),
    "xgboost": _Start("xgboost", "model.save_model('{0}/data/model.ubj')"),
    "lightgbm": _Start("lightgbm", "model.save_model('{0}/data/model.txt')"),
    "onnx": _Start("onnx", "onnx.save(model, '{0}/data/model.onnx')"),
}
_OF_MLFLOW = ("models:/", "runs:/", "mlflow-artifacts:/")
_DIRECTORY = "my_truss"
_OWN_CLASS = (
    f"truss.init('{_DIRECTORY}') or `truss init {_DIRECTORY}` makes the directory, "
    "and model/model.py in it is the place"
)


def way_out(model: Any) -> tuple[str, str]:
    """Says what an object is that mk_truss cannot take, and what to do instead.

    Args:
        model: an object that no framework recognises.

    Returns:
        What it is, to follow "mk_truss", and a hint.
    """
    if model is None:
        return "takes a trained model, not None", "Hand over the object that was fitted, not what a method returned"
    if isinstance(model, type):
        name = model.__name__
        fix = f"Make an object of it and train that: model = {name}(); model.fit(…)"
        return f"takes a trained model, not the class {name}", fix
    if isinstance(model, str) and model.startswith(_OF_MLFLOW):
        fix = f"Hand over the directory that mlflow.artifacts.download_artifacts({model!r:.80}) gives"
        return f"takes a model of MLflow by its directory, not by its address: {model!r:.80}", fix
    if isinstance(model, (str, bytes, os.PathLike)):
        fix = "Load the model first, such as with joblib.load(…), and hand over what you get"
        return f"takes a trained model, not the name of a file: {model!r:.80}", fix
    kind = f"{type(model).__module__}.{type(model).__qualname__}"
    held = _held_model(model)
    if held is not None:
        place, inner = held
        return f"does not know what to do with {kind}", f"Hand over the {inner} in it: mk_truss(model[{place!r}])"
    start = next((_STARTS[package] for package in _packages_of(model) if package in _STARTS), None)
    if start is not None:
        make = f"`truss init {_DIRECTORY} --framework {start.framework}` writes the class that loads and calls it"
        return f"does not know what to do with {kind}", f"{make}; then {start.saving.format(_DIRECTORY)}"
    fix = f"Hand over a function that asks it, or write the class that loads and calls it yourself: {_OWN_CLASS}"
    return f"does not know what to do with {kind}", fix


def has_own_start(model: Any) -> bool:
    """Whether `truss init --framework` has a start for the library of an object, or of what it is derived from."""
    return any(package in _STARTS for package in _packages_of(model))


def _packages_of(model: Any) -> Iterable[str]:
    return (kind.__module__.partition(".")[0] for kind in type(model).__mro__)


def _held_model(model: Any) -> tuple[Any, str] | None:
    """The place and the class of the only thing in a container that can predict, if there is one."""
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(model, Mapping):
        items = model.items()
    elif isinstance(model, (list, tuple)):
        items = enumerate(model)
    found = [(place, type(each).__name__) for place, each in items if hasattr(each, "predict")]
    return found[0] if len(found) == 1 else None
