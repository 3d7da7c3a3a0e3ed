"""Which objects of PyTorch there are, and what is inside of those that only wrap another."""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Literal

from truss.frameworks.adapters import merged

Kind = Literal["module", "script", "exported"]
"""A module in Python, a program of TorchScript, one of `torch.export`."""

_WRAPPERS = {"OptimizedModule": "_orig_mod", "DataParallel": "module", "DistributedDataParallel": "module"}
"""Classes of PyTorch whose objects only run another faster, and where they keep it."""


class LiveProgram:
    """An exported program that can be called, as its module can."""

    def __init__(self, program: Any) -> None:
        self.program = program
        self._module = program.module()

    def __call__(self, *tensors: Any, **named: Any) -> Any:
        """Runs the program."""
        return self._module(*tensors, **named)


def is_pretrained(model: object) -> bool:
    """Whether a network is one of transformers', which are written by their own means."""
    modeling = sys.modules.get("transformers.modeling_utils")
    return modeling is not None and isinstance(model, modeling.PreTrainedModel)


def is_torch(model: object) -> bool:
    """Whether an object is a network or a program of PyTorch."""
    torch = sys.modules.get("torch")
    if torch is None or isinstance(model, type):
        return False
    return isinstance(model, torch.nn.Module) or _is_exported(model)


def kind_of(model: Any) -> Kind:
    """Tells what an object is."""
    import torch

    if isinstance(model, LiveProgram):
        return "exported"
    return "script" if isinstance(model, torch.jit.ScriptModule) else "module"


def unwrap(model: Any) -> Any:
    """Gives the module inside of `torch.compile` and of what spreads a module over several devices."""
    place = _WRAPPERS.get(type(model).__name__) if type(model).__module__.startswith("torch.") else None
    return model if place is None else unwrap(getattr(model, place))


@contextmanager
def evaluating(model: Any) -> Iterator[Any]:
    """Has a module answer as one that is not trained any more, without dropout, and puts its modes back afterwards."""
    inner = merged(unwrap(model))
    if _is_exported(inner):
        yield LiveProgram(inner)
        return
    modes = {part: part.training for part in inner.modules()}
    with suppress(NotImplementedError):  # a program that was exported has one mode alone
        inner.eval()
    try:
        yield inner if is_pretrained(inner) else _computed_once(inner)
    finally:
        for part, mode in modes.items():
            part.training = mode


def _computed_once(model: Any) -> Any:
    """A module whose weights are what its parametrizations make of others, such as `weight_norm`, with these computed.

    That is what PyTorch's users do before they hand a network on: such modules cannot be pickled, and each call would
    compute the same anew. A module without them is given as it is, any other as a copy.
    """
    import torch

    is_parametrized = torch.nn.utils.parametrize.is_parametrized
    if not any(is_parametrized(part) for part in model.modules()):
        return model
    made = copy.deepcopy(model, leaves_of(model))
    for part in filter(is_parametrized, list(made.modules())):
        with torch.no_grad():
            weights = {name: getattr(part, name).clone() for name in part.parametrizations}
        # `remove_parametrizations` would take them from the class too, which a copy shares with the user's own module.
        part.__class__ = type(part).__bases__[0]
        del part.parametrizations
        for name, weight in weights.items():
            part.register_parameter(name, torch.nn.Parameter(weight, requires_grad=False))
    return made


def leaves_of(model: Any) -> dict[int, Any]:
    """Gives for `copy.deepcopy` what stands for tensors that were computed of others, as pruning keeps them.

    Returns:
        `id` of each tensor that a module has among its attributes and that cannot be copied, to its values alone.
    """
    import torch

    attributes = [value for part in model.modules() for value in vars(part).values()]
    return {id(each): each.detach() for each in attributes if isinstance(each, torch.Tensor) and not each.is_leaf}


def device_of(model: Any) -> Any:
    """Gives the device on which a module has its weights."""
    import torch

    return next((tensor.device for tensor in tensors_of(model)), torch.device("cpu"))


def tensors_of(model: Any) -> Iterator[Any]:
    """Gives the weights of a module or a program, and what else it keeps in tensors."""
    if isinstance(model, LiveProgram):
        yield from model.program.state_dict.values()
    else:
        yield from model.parameters()
        yield from model.buffers()


def _is_exported(model: object) -> bool:
    # Without an import: torch.export is loaded late, and before it is, no object can be one of its.
    exported = sys.modules.get("torch.export")
    return exported is not None and isinstance(model, exported.ExportedProgram)
