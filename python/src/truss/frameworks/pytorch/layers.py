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

_CONVOLUTIONS = ("Conv1d", "Conv2d", "Conv3d")
_SIZES = ("image_size", "img_size")
"""What networks for pictures call the side of those that they take."""

_LOOK_AT_ALL_ROWS = ("Softmax2d", "Flatten", "Unflatten", "Fold", "Unfold", "MultiheadAttention")
"""Layers of PyTorch to which the rows are another axis, or can be by what they are told."""


class FirstInput(NamedTuple):
    """What the first layer takes, and what whole numbers have to be below."""

    array: ArrayInput
    highest: int
    is_guess: bool = False
    """Whether something before that layer has weights too, so that rows may come to it in another form."""


def first_layer_input(model: Any, floats: str) -> FirstInput:
    """Tells the input of a network that has one, by its first layer with weights.

    Args:
        model: the network.
        floats: numpy's name of the type that it computes with.

    Returns:
        The type alone where that layer is none of PyTorch's, or takes rows of any form.
    """
    parts = list(_with_weights(model))
    # A network's own weights, such as the class token of a vision transformer, stand before those of its first layer.
    first = next((part for part in parts if _name_of(part) is not None), None)
    told = None if first is None else _input_of(first, floats)
    if told is None or (_name_of(first) == "Linear" and _is_reshaped(model, first)):
        return FirstInput(ArrayInput(ONLY, floats, None), 2)
    return told._replace(is_guess=first is not parts[0] or type(first).__name__ != _name_of(first))


def tokens_of(model: Any) -> FirstInput | None:
    """Tells the input of a model of transformers that takes texts, whatever else it may take; None of any other."""
    if model.main_input_name != "input_ids":
        return None
    try:
        words = model.get_input_embeddings().weight
    except (AttributeError, NotImplementedError):  # letters, or features of sounds
        return None
    return FirstInput(ArrayInput(ONLY, "int64", (ANY_LENGTH, ANY_LENGTH)), int(words.shape[0]), is_guess=True)


def _input_of(layer: Any, floats: str) -> FirstInput | None:
    """What a layer of PyTorch takes; those that are quantised keep their weights elsewhere, but the same sizes."""
    name = _name_of(layer)
    weight = getattr(layer, "weight", None)
    sizes = list(getattr(weight, "shape", ()))
    if name in ("Embedding", "EmbeddingBag"):
        highest = sizes[0] if sizes else layer.num_embeddings
        return FirstInput(ArrayInput(ONLY, "int64", (ANY_LENGTH, ANY_LENGTH)), int(highest))
    if name == "Linear":
        features = sizes[1] if len(sizes) > 1 else layer.in_features
        return FirstInput(ArrayInput(ONLY, floats, (ANY_LENGTH, int(features))), 2)
    if name in _CONVOLUTIONS:
        channels = sizes[1] * getattr(layer, "groups", 1) if len(sizes) > 1 else layer.in_channels
        axes = [ANY_LENGTH] * int(name[-2])
        return FirstInput(ArrayInput(ONLY, floats, (ANY_LENGTH, int(channels), *axes)), 2)
    return None


def lengths_hinted(model: Any) -> Iterator[tuple[int, ...]]:
    """Gives the heights and widths of pictures that a network says it takes, in any of the ways that are usual."""
    config = getattr(model, "default_cfg", None)
    if isinstance(config, dict) and len(config.get("input_size", ())) > 1:
        yield tuple(config["input_size"][1:])
    for part in (getattr(model, "config", None), *model.modules()):
        for name in _SIZES:
            size = getattr(part, name, None)
            if isinstance(size, int) and not isinstance(size, bool):
                yield (size, size)
            elif isinstance(size, (tuple, list)) and len(size) > 1 and all(isinstance(each, int) for each in size):
                yield tuple(size)


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
        if next(part.parameters(recurse=False), None) is not None or _is_quantised(part):
            yield part


def _is_quantised(part: Any) -> bool:
    has_sizes = any(hasattr(part, name) for name in ("in_features", "in_channels", "num_embeddings"))
    return has_sizes and type(part).__module__.startswith("torch.ao.nn.quantized")


def _is_reshaped(model: Any, layer: Any) -> bool:
    """Whether something before a layer changes what rows look like, as far as the order of modules tells."""
    before = itertools.takewhile(lambda part: part is not layer, model.modules())
    return any(_name_of(part) in ("Flatten", "Unflatten", "MultiheadAttention") for part in before)


def _name_of(part: Any) -> str | None:
    """PyTorch's name of a layer, or of the one that its class is derived from; None of what is none of its layers."""
    names = [kind.__name__ for kind in type(part).__mro__ if kind.__module__.startswith("torch.")]
    # TorchScript has classes of its own, and remembers what they were made of.
    name = str(getattr(part, "original_name", next(iter(names), "Module")))
    return name if name != "Module" and hasattr(sys.modules["torch"].nn, name) else None
