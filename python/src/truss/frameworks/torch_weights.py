"""What several frameworks ask of the weights of a network of PyTorch: whether they are there, and of which type."""

from __future__ import annotations

import itertools
from typing import Any

from truss.errors import error_of


def refuse_absent_weights(model: Any, title: str) -> None:
    """Refuses a network that has weights on the device `meta`.

    That is where `torch.device("meta")` makes them, without values, and where accelerate leaves those that a
    `device_map` has put on disk or into the memory of the processor until they are needed.

    Args:
        model: a module.
        title: what the user calls it.

    Raises:
        TrussError: `MODEL_NOT_SERIALISABLE`, naming some of these weights.
    """
    named = itertools.chain(model.named_parameters(), model.named_buffers())
    absent = [name for name, tensor in named if tensor.is_meta]
    if not absent:
        return
    places = getattr(model, "hf_device_map", None)
    said = ", ".join(absent[:2]) + (f" and {len(absent) - 2} more" if len(absent) > 2 else "")
    if places:
        why = "are not in memory: its device_map has them loaded whenever they are needed"
        hint = 'Load it whole, where there is memory for it: from_pretrained(…, device_map="cpu")'
    else:
        why = 'have no values: they are on the device "meta"'
        hint = "Load its weights first: network.load_state_dict(weights, assign=True), or make it on another device"
    raise error_of("MODEL_NOT_SERIALISABLE", f"Weights of this {title} {why} ({said})", hint)


def is_cast_whole(model: Any) -> bool:
    """Whether all floats of a network are of one type that is not PyTorch's own, as `network.bfloat16()` makes them.

    One that was loaded in such a type has a few in another: transformers keeps those in float32 that need it. To load
    it in that type is enough for the one, and too little for the other, which has to be cast after it was loaded.

    Args:
        model: a module.
    """
    import torch

    tensors = itertools.chain(model.parameters(), model.buffers())
    found = {tensor.dtype for tensor in tensors if tensor.is_floating_point()}
    return len(found) == 1 and found != {torch.get_default_dtype()}
