"""Values along whose first axis rows lie: lists, numpy's arrays, torch's tensors, pandas' tables."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from truss_worker.model.batching.list_rows import read_list
from truss_worker.values.snapshot import snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence


class Rows(NamedTuple):
    """What is known of a value that consists of rows."""

    length: int
    rank: int
    """How many axes there are, with that of the rows; 0: rows with names, as records and tables have them."""
    likeness: Hashable
    """Equal for two values that can be put one after the other without a change of type."""


def read_rows(value: Any, *, is_array: bool = False) -> Rows | None:
    """Describes a value; None where it does not consist of rows, or has none.

    Args:
        value: anything.
        is_array: of lists, whether it is known that all of it becomes one array of numbers.
    """
    kind = type(value)
    if kind is list:
        found = read_list(value, is_array=is_array) if value else None
        return None if found is None else Rows(len(value), found.rank, ("list", found.likeness))
    reader = _READERS.get((kind.__module__.partition(".")[0], kind.__name__))
    return None if reader is None else reader(value)


def join_rows(values: Sequence[Any]) -> Any:
    """The rows of all values, which are alike, in their order; a change of the result changes none of them."""
    library = type(values[0]).__module__.partition(".")[0]
    if library == "numpy":
        return sys.modules["numpy"].concatenate(values)
    if library == "torch":
        return sys.modules["torch"].cat(list(values))
    if library == "pandas":
        return sys.modules["pandas"].concat(list(values), ignore_index=True)
    # Copies, since a model may change its rows, and has to find them as they were when it is asked again.
    return [snapshot(row) for rows in values for row in rows]


def row_count(value: Any) -> int | None:
    """How many rows an answer has; None where it cannot be cut into rows."""
    kind = type(value)
    if kind in (list, tuple):
        return len(value)
    library = kind.__module__.partition(".")[0]
    if library in ("numpy", "torch"):
        return len(value) if getattr(value, "ndim", 0) else None
    return len(value) if _is_table(value) else None


def cut_rows(value: Any, start: int, stop: int) -> Any:
    """Some rows of an answer that has a `row_count`."""
    if not _is_table(value):
        return value[start:stop]
    rows = value.iloc[start:stop]
    # As alone: what is counted from 0 in the whole answer is counted from 0 in each.
    return rows.reset_index(drop=True) if _is_counted(value.index) else rows


def _is_table(value: Any) -> bool:
    kind = type(value)
    return kind.__module__.partition(".")[0] == "pandas" and kind.__name__ in ("DataFrame", "Series")


def _is_counted(index: Any) -> bool:
    return type(index).__name__ == "RangeIndex" and index.start == 0 and index.step == 1


def _read_array(array: Any) -> Rows | None:
    if array.ndim == 0 or not len(array):
        return None
    dtype = array.dtype
    if dtype.kind == "O":
        likeness: Hashable = frozenset(map(type, array.ravel().tolist()))
    else:
        # Texts of several lengths are joined to the longest.
        likeness = dtype.kind if dtype.kind in "US" else str(dtype)
    return Rows(len(array), array.ndim, ("numpy", likeness, array.shape[1:]))


def _read_tensor(tensor: Any) -> Rows | None:
    if tensor.ndim == 0 or not len(tensor):
        return None
    likeness = ("torch", tensor.dtype, tuple(tensor.shape[1:]), tensor.device, tensor.layout, tensor.requires_grad)
    return Rows(len(tensor), tensor.ndim, likeness)


def _read_frame(frame: Any) -> Rows | None:
    # Joined tables have no attributes but those that are equal in all.
    if not len(frame) or not _is_counted(frame.index) or frame.attrs:
        return None
    return Rows(len(frame), 0, ("frame", tuple(frame.columns), tuple(map(_type_of, frame.dtypes))))


def _read_series(series: Any) -> Rows | None:
    if not len(series) or not _is_counted(series.index):
        return None
    return Rows(len(series), 1, ("series", series.name, _type_of(series.dtype)))


def _type_of(dtype: Any) -> Hashable:
    """The type of a column; of categories in their order, which counts for codes and not for pandas."""
    return (dtype, tuple(dtype.categories)) if hasattr(dtype, "categories") else dtype


# By library and name, so that none of them is imported; subclasses, such as masked arrays, are left alone.
_READERS: Final[dict[tuple[str, str], Callable[[Any], Rows | None]]] = {
    ("numpy", "ndarray"): _read_array,
    ("torch", "Tensor"): _read_tensor,
    ("pandas", "DataFrame"): _read_frame,
    ("pandas", "Series"): _read_series,
}
