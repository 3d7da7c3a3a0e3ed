"""What a model of arrays takes, and how that is told in a signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from truss.frameworks.tensors import ANY_LENGTH, Tensor, datatype_of

ONLY = "inputs"
"""The name of an input that has none of its own."""

_SAMPLE_ROWS = 3
SAMPLE_LENGTH = 8
"""Of an axis of any length; enough for what looks at neighbours, and little enough for an example."""

_LARGEST_SAMPLE = 200_000
"""More values make a request that nobody waits for."""


@dataclass(frozen=True)
class ArrayInput:
    """One array that a model takes.

    Attributes:
        name: its name in a request.
        dtype: numpy's name of its type, `str` for texts; None: what the numbers of a request are.
        shape: its lengths, the rows first; -1: any. None where not even how many there are is known.
    """

    name: str
    dtype: str | None = None
    shape: tuple[int, ...] | None = None

    def to_tensors(self) -> list[Tensor]:
        """Its line of a signature; none where too little is known."""
        if self.shape is None or self.dtype is None:
            return []
        datatype = "BYTES" if self.dtype == "str" else datatype_name(self.dtype)
        return [] if datatype is None else [Tensor(self.name, datatype, [ANY_LENGTH, *self.shape[1:]])]


@dataclass(frozen=True)
class ArrayInputs:
    """All that a model takes in one call.

    Attributes:
        arrays: one at least.
        is_named: whether a row is a record with an array for each name, and not the one array itself.
    """

    arrays: tuple[ArrayInput, ...]
    is_named: bool

    def to_tensors(self) -> list[Tensor]:
        """The inputs of a signature; none where one of them cannot be told."""
        told = [tensor for array in self.arrays for tensor in array.to_tensors()]
        return told if len(told) == len(self.arrays) else []


def inputs_of_arrays(arrays: Mapping[str, Any], is_named: bool) -> ArrayInputs:
    """Describes inputs by arrays of numpy that were given as examples.

    An axis that is longer than one in all of them can still differ from request to request; nothing tells of that, so
    that only the number of rows is taken to.
    """
    return ArrayInputs(
        tuple(ArrayInput(name, _dtype_of(array), (ANY_LENGTH, *array.shape[1:])) for name, array in arrays.items()),
        is_named,
    )


def sample_of_arrays(inputs: ArrayInputs, highest: int = 2, length: int = SAMPLE_LENGTH) -> list[Any] | None:
    """Makes up rows: one of zeros and some that differ from it.

    Args:
        inputs: what the model takes.
        highest: what whole numbers stay below, as indices have to.
        length: of an axis of any length.

    Returns:
        The rows, as a request has them, or None where too little is known.
    """
    if any(array.shape is None for array in inputs.arrays):
        return None
    columns = {array.name: _made_up(array, highest, length) for array in inputs.arrays}
    if any(column is None for column in columns.values()):
        return None
    if not inputs.is_named:
        return next(iter(columns.values()))
    return [{name: (column or [])[row] for name, column in columns.items()} for row in range(_SAMPLE_ROWS)]


def datatype_name(dtype: str) -> str | None:
    """The datatype of the Open Inference Protocol for a type of numpy; None where there is none."""
    import numpy as np

    return datatype_of(np.empty(0, dtype))


def _dtype_of(array: Any) -> str:
    return "str" if array.dtype.kind in "OUST" else str(array.dtype.name)


def _made_up(array: ArrayInput, highest: int, length: int) -> list[Any] | None:
    import numpy as np

    rest = [length if each == ANY_LENGTH else each for each in (array.shape or ())[1:]]
    size = int(np.prod(rest, dtype=np.int64))
    if size > _LARGEST_SAMPLE:
        return None
    if array.dtype == "str":
        texts: list[Any] = np.resize(["an example", "another one", "a third"], (_SAMPLE_ROWS, *rest)).tolist()
        return texts
    kind = np.dtype(array.dtype or "float32").kind
    # Rows that differ, and whose values do: what is mixed up between them shows.
    steps = np.arange(_SAMPLE_ROWS * size).reshape(_SAMPLE_ROWS, size) % 7 * np.arange(_SAMPLE_ROWS)[:, None]
    values = steps % highest if kind in "iu" else steps % 2 == 1 if kind == "b" else steps / 8
    rows: list[Any] = values.reshape(_SAMPLE_ROWS, *rest).tolist()
    return rows


def shape_text(shape: Sequence[int] | None) -> str:
    """How the rows of an input look, as a request's text: `[[number, …], …]`."""
    depth = 1 if shape is None else len(shape) - 1
    return f"{'[' * depth}number, …{'], …' * (depth - 1)}]" if depth > 0 else "number"
