"""Holds what a first layer tells of a network's input against the network: it need not be what comes first."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable
from dataclasses import replace
from math import prod
from typing import Any, NamedTuple

from truss.frameworks.arrays.inputs import SAMPLE_LENGTH, ArrayInput
from truss.frameworks.pytorch.layers import FirstInput, lengths_hinted
from truss.frameworks.tensors import ANY_LENGTH

_SIDES = (SAMPLE_LENGTH, 32, 64, 224)
"""Sides of pictures that are tried: whoever answers to two of them takes any, as convolutions do."""

_MOST_HINTS = 3
"""Sizes that a network hints at and that are tried; each costs an answer."""

_MOST_VALUES = 2_000_000
"""More take too long for a trial: a volume of 224 points a side."""


class AnsweredInput(NamedTuple):
    """The input of a network, and how long a sample of it has to be along an axis of any length."""

    array: ArrayInput
    length: int = SAMPLE_LENGTH


def answered_input(first: FirstInput, model: Any, ask: Callable[[ArrayInput], Any]) -> AnsweredInput:
    """Gives the input of a network as far as the network itself has answered to it.

    Args:
        first: what its first layer takes.
        model: the network.
        ask: asks it with a row of such a shape; raises whatever it raises.

    Returns:
        Pictures of any size, or of the one size that it takes. The type alone where pictures of no size were answered,
        or where the layer is not the first that has weights and what it takes was not answered.
    """
    array = first.array
    sides = 0 if array.shape is None else len(array.shape) - 2
    if array.shape is None or not (first.is_guess or sides > 0):
        return AnsweredInput(array)

    def is_answered(lengths: tuple[int, ...]) -> bool:
        shape = (1, *[SAMPLE_LENGTH if each == ANY_LENGTH else each for each in (array.shape or ())[1:2]], *lengths)
        return prod(shape) <= _MOST_VALUES and _answers(ask, replace(array, shape=shape))

    if sides < 1:
        return AnsweredInput(array if is_answered(()) else replace(array, shape=None))
    tried = (side for side in _SIDES if is_answered((side,) * sides))
    found = list(itertools.islice(tried, 2))
    if len(found) > 1:
        return AnsweredInput(array, found[0])
    hinted = dict.fromkeys(size for size in lengths_hinted(model) if len(size) == sides)
    sizes = [(side,) * sides for side in found] or itertools.islice(hinted, _MOST_HINTS)
    only = next((size for size in sizes if is_answered(size)), None)
    return AnsweredInput(replace(array, shape=None if only is None else (*array.shape[:2], *only)))


def _answers(ask: Callable[[ArrayInput], Any], array: ArrayInput) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ask(array)
    except Exception:  # noqa: BLE001 - models raise anything
        return False
    return True
