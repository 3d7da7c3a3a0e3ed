"""Finds out by trying which axes of its inputs a network takes in any length: those of pictures and sentences."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from truss.frameworks.arrays.inputs import ArrayInputs
from truss.frameworks.tensors import ANY_LENGTH

_LARGEST = 2_000_000
"""Of more values, twice as many take too long for a trial."""


def with_free_axes(
    inputs: ArrayInputs, arrays: Mapping[str, Any], ask: Callable[[Mapping[str, Any]], Any]
) -> ArrayInputs:
    """Marks the axes whose length may be another one.

    Args:
        inputs: what the model takes, as its examples show it.
        arrays: the examples, arrays of numpy by name.
        ask: asks the model; raises whatever it raises.
    """
    lengths = sorted(
        {(axis, length) for array in arrays.values() for axis, length in enumerate(array.shape) if axis > 0}
    )
    free = {place for place in lengths if _is_free(*place, arrays, ask)}
    marked = [
        replace(each, shape=tuple(ANY_LENGTH if place in free else place[1] for place in enumerate(each.shape)))
        if each.shape is not None
        else each
        for each in inputs.arrays
    ]
    return replace(inputs, arrays=tuple(marked))


def _is_free(axis: int, length: int, arrays: Mapping[str, Any], ask: Callable[[Mapping[str, Any]], Any]) -> bool:
    """Whether the model answers where that axis is shorter or twice as long, in all inputs that have it."""
    import numpy as np

    def changed(change: Callable[[Any], Any]) -> dict[str, Any]:
        return {
            name: change(array[:1]) if array.ndim > axis and array.shape[axis] == length else array[:1]
            for name, array in arrays.items()
        }

    ways: list[Callable[[Any], Any]] = [lambda array: np.concatenate([array, array], axis)]
    if length > 1:
        ways.insert(0, lambda array: np.take(array, range(length - 1), axis))
    for way in ways:
        tried = changed(way)
        if sum(array.size for array in tried.values()) <= _LARGEST and _answers(ask, tried):
            return True
    return False


def _answers(ask: Callable[[Mapping[str, Any]], Any], arrays: Mapping[str, Any]) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ask(arrays)
    except Exception:  # noqa: BLE001 - models raise anything
        return False
    return True
