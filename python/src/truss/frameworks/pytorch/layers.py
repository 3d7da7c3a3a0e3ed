"""What the layers of a network tell of its rows."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from truss.frameworks.arrays.inputs import ONLY, ArrayInput
from truss.frameworks.tensors import ANY_LENGTH

_CONTAINERS = ("Sequential",)
"""Modules of PyTorch that do nothing but hand on what their parts give."""

_LOOK_AT_ALL_ROWS = ("Softmax2d", "Flatten", "Unflatten", "Fold", "Unfold", "MultiheadAttention")
"""Layers of PyTorch to which the rows are another axis, or can be by what they are told."""


class FirstInput(NamedTuple):
    """What the first layer takes, and what whole numbers have to be below."""

    array: ArrayInput
    highest: int


def first_layer_input(model: Any, floats: str) -> FirstInput:
    """Tells the input of a network that has one, by its first layer with weights.

    Args:
        model: the network.
        floats: numpy's name of the type that it computes with.

    Returns:
        The type alone where that layer is none of PyTorch's, or takes rows of any form.
    """
    first = next(_with_weights(model), None)
    weight = getattr(first, "weight", None)
    name = _name_of(first)
    if weight is None or not weight.ndim:
        return FirstInput(ArrayInput(ONLY, floats, None), 2)
    if name in ("Embedding", "EmbeddingBag"):
        return FirstInput(ArrayInput(ONLY, "int64", (ANY_LENGTH, ANY_LENGTH)), int(weight.shape[0]))
    if name == "Linear" and not _is_reshaped(model, first):
        return FirstInput(ArrayInput(ONLY, floats, (ANY_LENGTH, int(weight.shape[1]))), 2)
    if name in ("Conv1d", "Conv2d", "Conv3d"):
        channels = int(weight.shape[1]) * getattr(first, "groups", 1)
        return FirstInput(ArrayInput(ONLY, floats, (ANY_LENGTH, channels, *[ANY_LENGTH] * (weight.ndim - 2))), 2)
    return FirstInput(ArrayInput(ONLY, floats, None), 2)


def is_of_known_layers(model: Any) -> bool:
    """Whether a network consists of PyTorch's own layers alone, one after the other, each of which sees rows apart.

    What a module of somebody's own does with its rows is not known until it is tried.
    """
    nn = sys.modules["torch"].nn
    if not isinstance(model, nn.Module):
        return False
    return all(_is_known(part, nn) for part in model.modules())


def _is_known(part: Any, nn: Any) -> bool:
    kind = type(part)
    if not kind.__module__.startswith("torch.nn.modules.") or kind.__name__ in _LOOK_AT_ALL_ROWS:
        return False
    is_container = next(part.children(), None) is not None
    if is_container:
        return kind.__name__ in _CONTAINERS
    if isinstance(part, nn.modules.batchnorm._NormBase):  # noqa: SLF001 - the one class that all of them share
        # Without statistics of the training it takes those of the rows at hand.
        return part.running_mean is not None
    return getattr(part, "dim", 1) not in (0, None) and getattr(part, "batch_first", True)


def _with_weights(model: Any) -> Iterator[Any]:
    if not hasattr(model, "modules"):
        return
    for part in model.modules():
        if next(part.parameters(recurse=False), None) is not None:
            yield part


def _is_reshaped(model: Any, layer: Any) -> bool:
    """Whether something before a layer changes what rows look like, as far as the order of modules tells."""
    before = itertools.takewhile(lambda part: part is not layer, model.modules())
    return any(_name_of(part) in ("Flatten", "Unflatten", "MultiheadAttention") for part in before)


def _name_of(part: Any) -> str:
    # TorchScript has classes of its own, and remembers what they were made of.
    return str(getattr(part, "original_name", type(part).__name__))
