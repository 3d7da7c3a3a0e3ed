"""Finds the function of an object of TensorFlow that answers, and calls it as a SavedModel's signature is called."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from truss.errors import error_of

SIGNATURE = "serving_default"


class LiveFunction:
    """A function that takes tensors by name and gives tensors by name.

    Args:
        owner: what holds its variables.
        function: of TensorFlow; traced already, or to be traced with examples.
    """

    def __init__(self, owner: Any, function: Any) -> None:
        self.owner = owner
        self.function = function

    def __call__(self, **tensors: Any) -> Mapping[str, Any]:
        """Calls it, as the signature of what is written from it will be called."""
        _, named = self.function.structured_input_signature
        positional = () if named else tuple(tensors.values())
        found = self.function(*positional, **(tensors if named else {}))
        if isinstance(found, Mapping):
            return dict(sorted(found.items()))
        parts = found if isinstance(found, (list, tuple)) else [found]
        return {f"output_{place}": part for place, part in enumerate(parts)}

    @property
    def specs(self) -> dict[str, Any]:
        """Name of an input to its specification."""
        positional, named = self.function.structured_input_signature
        found = {spec.name or f"input_{place}": spec for place, spec in enumerate(positional)}
        return {**found, **named}

    @property
    def title(self) -> str:
        """What it is called."""
        kind = type(self.owner).__name__
        return "SavedModel" if kind == "_UserObject" else kind


def is_tensorflow(model: object) -> bool:
    """Whether an object is a function of TensorFlow, or holds such."""
    tf = sys.modules.get("tensorflow")
    if tf is None or isinstance(model, type) or not hasattr(tf, "Module"):
        return False
    if isinstance(model, tf.Module) or _is_function(model):
        return True
    return isinstance(model, tf.__internal__.tracking.AutoTrackable) and hasattr(model, "signatures")


def live_function(model: Any, arrays: Mapping[str, Any] | None) -> LiveFunction:
    """Finds the function that answers, traced.

    Args:
        model: an object that was recognised.
        arrays: examples, to trace what has no signature of its own with.

    Raises:
        TrussError: `MODEL_CANNOT_PREDICT` where there is none, or nothing to trace it with.
    """
    if isinstance(model, LiveFunction):
        return model
    signatures = getattr(model, "signatures", None)
    if signatures:
        return LiveFunction(model, signatures[SIGNATURE if SIGNATURE in signatures else next(iter(signatures))])
    function = function_of(model)
    if function is None:
        raise error_of(
            "MODEL_CANNOT_PREDICT",
            f"{type(model).__name__} has no function of TensorFlow to answer with",
            "Mark its __call__ with @tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32)])",
        )
    return LiveFunction(_owner(model), _traced(function, arrays))


def function_of(model: Any) -> Any:
    """Gives the function of TensorFlow that an object is, or that its call is; None where there is none."""
    function = model if _is_function(model) or not callable(model) else model.__call__
    return function if _is_function(function) else None


def _owner(model: Any) -> Any:
    import tensorflow as tf

    if not _is_function(model):
        return model
    owner = tf.Module(name=getattr(model, "__name__", None))
    owner.function = model
    return owner


def _traced(function: Any, arrays: Mapping[str, Any] | None) -> Any:
    import tensorflow as tf

    if hasattr(function, "structured_input_signature"):
        return function
    if getattr(function, "input_signature", None) is not None:
        return function.get_concrete_function()
    if arrays is not None:
        specs = [tf.TensorSpec([None, *array.shape[1:]], _dtype(array), name=name) for name, array in arrays.items()]
        return function.get_concrete_function(*specs)
    raise error_of(
        "MODEL_CANNOT_PREDICT",
        "It is not known what this function of TensorFlow takes",
        "Give it an input_signature, or give mk_truss `examples`: a few rows as it takes them",
    )


def _dtype(array: Any) -> Any:
    import tensorflow as tf

    return tf.string if array.dtype.kind in "OUS" else tf.as_dtype(array.dtype)


def _is_function(model: object) -> bool:
    types = sys.modules["tensorflow"].types.experimental
    return isinstance(model, (types.PolymorphicFunction, types.ConcreteFunction))
