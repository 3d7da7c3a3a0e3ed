"""Rows in lists, as JSON brings them: when those of two requests mean the same in one list as in two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable

# Beyond these numpy makes other types of integers, for a whole column.
_LEAST_INT64: Final = -(2**63)
_GREATEST_INT64: Final = 2**63 - 1

_NUMBERS: Final = frozenset({int, float})


class ListRows(NamedTuple):
    """What is known of a list of rows."""

    rank: int
    """How many lists stand inside each other; 0: the rows are records."""
    likeness: Hashable


def read_list(rows: list[Any], *, is_array: bool) -> ListRows | None:
    """Describes a list of rows; None where no other rows could be put beside them.

    A library that makes an array or a table of rows finds its types by what it sees: a column of `1` and `2.5` is of
    floats, one of `1` alone of integers. So only rows of the same types are alike. Where all values become one array,
    of numbers, it is the types of all that count: JavaScript writes `3.0` as `3`.

    Args:
        rows: at least one.
        is_array: whether it is known that all the rows become one array of numbers.
    """
    first = rows[0]
    if type(first) is dict:
        return _read_all(rows, _types_of_record, 0)
    if type(first) is list and (is_array or (first and type(first[0]) is list)):
        return _read_array(rows)
    if type(first) is list:
        return _read_all(rows, _types_of_list, 2)
    kind = _types_of_list(rows)
    return None if kind is None else ListRows(1, frozenset(kind))


def _read_all(rows: list[Any], types_of: Any, rank: int) -> ListRows | None:
    found = {types_of(row) for row in rows}
    if None in found:
        return None
    return ListRows(rank, found.pop() if len(found) == 1 else frozenset(found))


def _types_of_record(record: Any) -> Hashable | None:
    if type(record) is not dict:
        return None
    types = _types_of_list(list(record.values()))
    # In their order, which is that of the columns of a table.
    return None if types is None else (tuple(record), types)


def _types_of_list(values: Any) -> tuple[type, ...] | None:
    """The types of plain values; None where one is not, or is an integer of more than 64 bits."""
    if type(values) is not list:
        return None
    types = tuple(map(type, values))
    if list in types or dict in types or (int in types and _has_large_integer(values)):
        return None
    return types


def _has_large_integer(values: list[Any]) -> bool:
    return any(type(value) is int and not _LEAST_INT64 <= value <= _GREATEST_INT64 for value in values)


def _read_array(rows: list[Any]) -> ListRows | None:
    types: set[type] = set()
    shape = _shape_of(rows, types)
    if shape is None:
        return None
    if types <= _NUMBERS and float in types:
        types = {float}
    return ListRows(len(shape), (shape[1:], frozenset(types)))


def _shape_of(values: Any, types: set[type]) -> tuple[int, ...] | None:
    """The shape of lists inside each other, whose innermost types it adds to `types`; None where they differ."""
    if values and type(values[0]) is list:
        shapes = {_shape_of(value, types) if type(value) is list else None for value in values}
        only = shapes.pop()
        return None if shapes or only is None else (len(values), *only)
    found = _types_of_list(values)
    if found is None:
        return None
    types.update(found)
    return (len(values),)
