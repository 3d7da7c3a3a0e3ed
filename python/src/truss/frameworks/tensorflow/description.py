"""Tells what a function of TensorFlow takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from truss.frameworks.arrays.given import GivenArrays, arrays_given, has_rows_that_differ
from truss.frameworks.arrays.inputs import ONLY, ArrayInput, ArrayInputs, sample_of_arrays
from truss.frameworks.framework import Description
from truss.frameworks.tensorflow.functions import LiveFunction, live_function
from truss.frameworks.tensors import ANY_LENGTH


@dataclass(frozen=True)
class TensorFlowDescription(Description):
    """What a function of TensorFlow takes and gives.

    Attributes:
        title: what it is called.
        takes: its inputs.
        names: what it calls them itself.
    """

    title: str
    takes: ArrayInputs
    names: tuple[str, ...]


def describe(model: Any, rows: object) -> TensorFlowDescription:
    """Tells what a function of TensorFlow takes and gives; see `Framework.describe`."""
    given = None if rows is None else arrays_given(rows, [], to_array)
    live = traced(model, given)
    takes, names = _takes(live)
    return TensorFlowDescription(
        inputs=takes.to_tensors(),
        outputs=[],
        sample=sample_of_arrays(takes),
        metadata={},
        is_row_wise=given is not None and has_rows_that_differ(given),
        title=live.title,
        takes=takes,
        names=names,
    )


def traced(model: Any, given: GivenArrays | None) -> LiveFunction:
    """Finds the function; examples of one array have no name of their own."""
    arrays = None if given is None else given.arrays
    return live_function(model, arrays)


def given_of(model: Any, rows: Any) -> GivenArrays:
    """Takes rows as a user has them, in the types and by the names that the function has."""
    plain = arrays_given(rows, [], to_array)
    specs = traced(model, plain).specs
    given = arrays_given(rows, list(specs), to_array)
    names = list(specs)
    arrays = {}
    for place, (name, array) in enumerate(given.arrays.items()):
        spec = specs.get(name, specs[names[min(place, len(names) - 1)]])
        arrays[name] = array if array.dtype.kind not in "iufb" else array.astype(spec.dtype.as_numpy_dtype)
    return given._replace(arrays=arrays)


def to_array(value: Any) -> Any:
    """Makes an array of numpy of a tensor, an array, a table, or a list."""
    import numpy as np

    array = np.asarray(value.to_numpy() if hasattr(value, "to_numpy") else value)
    if array.dtype.kind in "SO" and array.size:
        return np.vectorize(lambda text: text.decode() if isinstance(text, bytes) else text, otypes=["O"])(array)
    return array.astype("float32") if array.dtype.name == "bfloat16" else array


def _takes(live: LiveFunction) -> tuple[ArrayInputs, tuple[str, ...]]:
    arrays = [ArrayInput(name, _dtype(spec), _shape(spec)) for name, spec in live.specs.items()]
    names = tuple(array.name for array in arrays)
    if len(arrays) == 1:
        return ArrayInputs((ArrayInput(ONLY, arrays[0].dtype, arrays[0].shape),), is_named=False), names
    return ArrayInputs(tuple(arrays), is_named=True), names


def _dtype(spec: Any) -> str:
    return (
        "str" if spec.dtype.name == "string" else "float32" if spec.dtype.name == "bfloat16" else str(spec.dtype.name)
    )


def _shape(spec: Any) -> tuple[int, ...] | None:
    if spec.shape.rank is None:
        return None
    return (ANY_LENGTH, *(ANY_LENGTH if length is None else int(length) for length in spec.shape[1:]))
