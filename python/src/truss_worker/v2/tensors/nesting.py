"""Nested lists to a shape and one flat list, and back: a level at a time, so that no Python code runs per element."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from truss_worker.v2.limits import MAX_DIMENSIONS
from truss_worker.v2.tensors.flat import Flat

if TYPE_CHECKING:
    from collections.abc import Sequence

_LISTS: Final = frozenset((list, tuple))


class NestingError(Exception):
    """Lists that are no tensor: which item of a level, the shape of that level, and why."""

    def __init__(self, index: int, shape: Sequence[int], why: str) -> None:
        super().__init__(why)
        self.index = index
        self.shape = tuple(shape)
        self.why = why


def flatten(value: Any) -> tuple[tuple[int, ...], list[Any]]:
    """The shape of nested lists, and their elements in row-major order. Raises NestingError."""
    shape: list[int] = []
    level = Flat([value])
    while level:
        types = level.types
        if not types & _LISTS:
            break
        if not types <= _LISTS:
            first = type(level[0]) in _LISTS
            index = next(index for index, item in enumerate(level) if (type(item) in _LISTS) != first)
            raise NestingError(index, shape, "lists and single values stand side by side")
        if len(shape) == MAX_DIMENSIONS:
            raise NestingError(0, (), f"it nests deeper than {MAX_DIMENSIONS} levels")
        length = len(level[0])
        if set(map(len, level)) != {length}:
            index = next(index for index, item in enumerate(level) if len(item) != length)
            raise NestingError(index, shape, f"it has {len(level[index])} items, the ones before it {length}")
        shape.append(length)
        level = Flat(chain.from_iterable(level))
    return tuple(shape), level


def nest(flat: list[Any], shape: Sequence[int]) -> Any:
    """The elements as nested lists of that shape; the only element where it has no dimension."""
    if not shape:
        return flat[0]
    level = flat
    for dimension in range(len(shape) - 1, 0, -1):
        length = shape[dimension]
        lists = 1
        for outer in shape[:dimension]:
            lists *= outer
        level = [level[place * length : (place + 1) * length] for place in range(lists)]
    return level


def path_of(index: int, shape: Sequence[int]) -> str:
    """The place of an element, such as `[0][2]`, of its index in the flat list."""
    places = []
    for length in reversed(shape):
        index, place = divmod(index, length)
        places.append(f"[{place}]")
    return "".join(reversed(places))
