"""Gives the parts of what a network returns names, as answers have them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

PREDICTIONS = "predictions"


def named_outputs(output: Any, to_array: Callable[[Any], Any]) -> dict[str, Any]:
    """Names what a network returns: what it gives first is its `predictions`.

    Args:
        output: an array, or arrays in tuples, lists and mappings; all else in them is left out.
        to_array: makes an array of numpy of one; None of what is none.

    Returns:
        A single array as `predictions`; several in order as `predictions`, `output_1`, …; those of a mapping by their
        names, of which the first is `predictions` too. A list of mappings is a record of each row, as networks have it
        that find things in pictures: the list is the `predictions`.
    """
    if isinstance(output, (tuple, list)) and output and all(isinstance(row, Mapping) for row in output):
        return {PREDICTIONS: [_by_name(row, to_array) for row in output]}
    if isinstance(output, Mapping):
        answer = _by_name(output, to_array)
        if answer and PREDICTIONS not in answer:
            answer = {PREDICTIONS: next(iter(answer.values())), **(answer if len(answer) > 1 else {})}
        return answer
    found = [value for _, value in _leaves("", output, to_array)]
    return {f"output_{place}" if place else PREDICTIONS: value for place, value in enumerate(found)}


def _by_name(output: Mapping[Any, Any], to_array: Callable[[Any], Any]) -> dict[str, Any]:
    return dict(pair for key, value in output.items() for pair in _leaves(str(key), value, to_array))


def _leaves(name: str, value: Any, to_array: Callable[[Any], Any]) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(f"{name}_{key}", part, to_array)
    elif isinstance(value, (tuple, list)):
        for place, part in enumerate(value):
            yield from _leaves(f"{name}_{place}", part, to_array)
    else:
        array = to_array(value)
        if array is not None:
            yield name, array
