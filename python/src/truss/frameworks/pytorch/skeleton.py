"""A network without its weights: what is pickled of it where the weights lie in a file of their own."""

from __future__ import annotations

import copy
from typing import Any

from truss.frameworks.pytorch.kinds import leaves_of


def weights_of(model: Any) -> dict[str, Any]:
    """Gives the weights by their names, those that several modules share under each of their names."""
    import torch

    held = model.state_dict(keep_vars=True)
    return {name: tensor for name, tensor in held.items() if isinstance(tensor, torch.Tensor)}


def skeleton_of(model: Any) -> Any:
    """Copies a network, with tensors that take no memory in the place of its weights.

    Raises:
        Exception: whatever a part of it raises when it is copied.
    """
    import torch

    memo = leaves_of(model)
    for tensor in weights_of(model).values():
        empty = torch.empty_like(tensor, device="meta")
        is_parameter = isinstance(tensor, torch.nn.Parameter)
        memo[id(tensor)] = torch.nn.Parameter(empty, requires_grad=False) if is_parameter else empty
    return copy.deepcopy(model, memo)


def classes_of(model: Any) -> list[type]:
    """Gives the classes that a network consists of, each once.

    Parametrizations such as `weight_norm` make a class of another one: then it is that other one.
    """
    import torch

    is_parametrized = torch.nn.utils.parametrize.is_parametrized
    kinds = (type(part).__bases__[0] if is_parametrized(part) else type(part) for part in model.modules())
    return list(dict.fromkeys(kinds))
