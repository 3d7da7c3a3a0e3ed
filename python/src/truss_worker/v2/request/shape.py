"""Shapes of tensors: what is one, and how many elements it has."""

from __future__ import annotations

from typing import Any

from truss_worker.v2.limits import MAX_DIMENSIONS, MAX_ELEMENTS, MAX_LISTS
from truss_worker.v2.refusal import refuse, show


def read_shape(value: Any, name: str) -> tuple[int, ...]:
    """The `shape` of the input of that name. Raises WorkerError (REQUEST_BODY_INVALID)."""
    if not isinstance(value, list):
        raise refuse(f"Input '{name}': shape is {show(value)}, not a list of integers")
    if len(value) > MAX_DIMENSIONS:
        raise refuse(f"Input '{name}': shape has {len(value)} dimensions, at most {MAX_DIMENSIONS} are possible")
    for place, length in enumerate(value):
        if type(length) is not int or length < 0:
            raise refuse(f"Input '{name}': shape[{place}] is {show(length)}, not an integer of at least 0")
    # Lengths that a 0 makes void count too: no array can have them.
    if _product([length for length in value if length]) > MAX_ELEMENTS:
        raise refuse(f"Input '{name}': shape {show(value)} has more than {MAX_ELEMENTS} elements")
    return tuple(value)


def count_elements(shape: tuple[int, ...]) -> int:
    """How many elements a tensor of the shape has: one where it has no dimension."""
    return _product(shape)


def check_lists(shape: tuple[int, ...], name: str) -> None:
    """Raises WorkerError (REQUEST_BODY_INVALID) if the tensor makes too many lists."""
    lists = level = 1
    for length in shape[:-1]:
        level *= length
        lists += level
    if lists > MAX_LISTS:
        raise refuse(f"Input '{name}': shape {show(list(shape))} makes {lists} lists, at most {MAX_LISTS} are possible")


def _product(lengths: Any) -> int:
    count = 1
    for length in lengths:
        count *= length
    return count
