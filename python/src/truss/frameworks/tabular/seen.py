"""What training has shown of columns: ranges of numbers. They are for people to see, and bind nobody."""

from __future__ import annotations

from typing import Any

_FEWEST_ROWS = 20
"""Fewer rows are examples: their smallest and largest values say nothing of the data."""

Range = tuple[float, float]


def ranges_of_rows(rows: Any, count: int) -> list[Range | None]:
    """Gives the smallest and the largest value of each column of numbers; nothing of a few rows.

    Args:
        rows: those that the user has given: a DataFrame, an array, a list of lists; of anything else nothing is told.
        count: how many columns there are.
    """
    unknown: list[Range | None] = [None] * count
    if not hasattr(rows, "shape") and not isinstance(rows, (list, tuple)):
        return unknown
    if _rows_in(rows) < _FEWEST_ROWS:
        return unknown
    columns = _columns_in(rows, count)
    return unknown if columns is None else [_range_of(column) for column in columns]


def _rows_in(rows: Any) -> int:
    shape = getattr(rows, "shape", None)
    return len(rows) if shape is None else int(shape[0]) if len(shape) == 2 else 0


def _columns_in(rows: Any, count: int) -> list[Any] | None:
    import numpy as np

    if hasattr(rows, "iloc"):
        return [rows.iloc[:, place] for place in range(count)] if rows.shape[1] == count else None
    try:
        array = np.asarray(rows)
    except ValueError:
        return None
    return list(array.T) if array.ndim == 2 and array.shape[1] == count else None


def _range_of(column: Any) -> Range | None:
    import numpy as np

    if getattr(column.dtype, "kind", "O") not in "iuf":
        return None
    values = np.asarray(column)
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if len(finite) > 0 else None
