"""Adapters of peft, such as LoRA: what they have learned is put into the weights of the network that they adapt."""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator
from typing import Any

from truss.errors import error_of


def has_adapters(model: object) -> bool:
    """Whether a network is one of peft's, or is or has in it one of transformers' to which adapters were added."""
    return _is_of_peft(model) or next(_adapted(model), None) is not None


def merged(model: Any) -> Any:
    """Gives a network whose weights are those with its adapters; one that has none is given as it is, any other copied.

    Libraries write the adapters alone, and fetch the network when they read them. Merged, it needs no peft either.

    Args:
        model: a module.

    Raises:
        TrussError: `MODEL_CANNOT_PREDICT` where what an adapter does is no matter of weights.
    """
    if not has_adapters(model):
        return model
    network = copy.deepcopy(model)
    try:
        if _is_of_peft(network):
            return network.merge_and_unload()
        _merge_within(network)
    except (AttributeError, NotImplementedError, ValueError) as error:
        raise error_of(
            "MODEL_CANNOT_PREDICT",
            f"The adapters of this {type(model).__name__} cannot be merged into its weights: {error}",
            "Load network and adapters in a class of your own: `truss init my_truss --framework custom`",
        ) from error
    for part in list(_adapted(network)):
        part._hf_peft_config_loaded = False  # noqa: SLF001 - otherwise transformers writes adapters that are gone
    return network


def _is_of_peft(model: object) -> bool:
    kind = getattr(sys.modules.get("peft"), "PeftModel", None)
    return kind is not None and isinstance(model, kind)


def _adapted(model: Any) -> Iterator[Any]:
    module = getattr(sys.modules.get("torch.nn"), "Module", None)
    if module is not None and isinstance(model, module):
        yield from (part for part in model.modules() if getattr(part, "_hf_peft_config_loaded", False) is True)


def _merge_within(part: Any) -> None:
    """Puts in the place of each layer that peft has wrapped the layer itself, as it has become."""
    for name, child in part.named_children():
        if hasattr(child, "unload_and_optionally_merge_module"):
            setattr(part, name, child.unload_and_optionally_merge_module(True, False, None))
        elif hasattr(child, "merge") and hasattr(child, "get_base_layer"):
            child.merge()
            setattr(part, name, child.get_base_layer())
        else:
            _merge_within(child)
