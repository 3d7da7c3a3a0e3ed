"""Finds out how the class of a network makes it anew: `Network(features=4)`, whose weights are loaded afterwards.

That is how people write it, so that whoever reads the code of a truss knows what there is. It counts only where it is
certain to give the same network.
"""

from __future__ import annotations

import inspect
import json
import sys
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from truss.frameworks.pytorch.skeleton import weights_of

_MOST_BYTES = 2 << 30
"""A larger network is not made a second time only to see whether it can be."""

_CODE = (".py", ".pyc", ".so", ".pth")


@dataclass(frozen=True)
class Construction:
    """The call that makes a network.

    Attributes:
        module: where its class is found.
        name: of the class in it.
        arguments: by name; values that JSON has.
    """

    module: str
    name: str
    arguments: Mapping[str, Any]

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        return f"{self.module}.{self.name}({said})"


def construction_of(model: Any) -> Construction | None:
    """Gives the call that makes a network like this one, but for its weights; None where none is known.

    Args:
        model: a module.
    """
    kind = type(model)
    module = kind.__module__
    is_importable = getattr(sys.modules.get(module), kind.__qualname__, None) is kind and module != "__main__"
    if not is_importable or sum(tensor.nbytes for tensor in weights_of(model).values()) > _MOST_BYTES:
        return None
    arguments = _arguments_of(model)
    if arguments is None:
        return None
    made = _make(kind, arguments)
    if made is None or not _is_same(made.train(model.training), model, set(map(id, weights_of(model).values()))):
        return None
    return Construction(module, kind.__qualname__, arguments)


def _arguments_of(model: Any) -> dict[str, Any] | None:
    """What the object has under the names of what its class was called with."""
    arguments = {}
    for parameter in inspect.signature(type(model)).parameters.values():
        is_named = parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        value = getattr(model, parameter.name, None) if is_named else None
        if is_named and parameter.name in vars(model) and _is_plain(value):
            if parameter.default is parameter.empty or parameter.default != value:
                arguments[parameter.name] = value
        elif is_named and parameter.default is parameter.empty:
            return None
    return arguments


def _is_plain(value: Any) -> bool:
    try:
        return bool(json.loads(json.dumps(value)) == value)
    except (TypeError, ValueError):
        return False


def _make(kind: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
    import torch

    try:
        with torch.random.fork_rng(devices=[]), _files() as opened:
            made = kind(**arguments)
    except Exception:  # noqa: BLE001 - a class can ask for anything
        return None
    # What reads weights or asks a hub when it is made cannot be made where those are not.
    return None if opened else made


_watching = threading.local()
_watch_set = False


@contextmanager
def _files() -> Iterator[list[str]]:
    """Notes which files and which addresses are opened meanwhile, those of code aside."""
    global _watch_set
    if not _watch_set:
        sys.addaudithook(_note)  # which cannot be taken away any more
        _watch_set = True
    _watching.opened = opened = list[str]()
    try:
        yield opened
    finally:
        _watching.opened = None


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    opened = getattr(_watching, "opened", None)
    if opened is None:
        return
    if event == "socket.connect" or (event == "open" and not str(arguments[0]).endswith(_CODE)):
        opened.append(event)


def _is_same(one: Any, other: Any, weights: set[int]) -> bool:
    """Whether two values are equal, of which the second is a network or a part of it; its weights aside."""
    import torch

    if type(one) is not type(other):
        return False
    if isinstance(other, torch.Tensor):
        # Weights come in the type that they were written in.
        return one.shape == other.shape and (id(other) in weights or torch.equal(one, other.to(one.device)))
    if isinstance(other, torch.nn.Module):
        return _is_same(_attributes(one), _attributes(other), weights)
    if isinstance(other, weakref.ref):  # recurrent layers have them of their weights
        return _is_same(one(), other(), weights)
    if isinstance(other, Mapping):
        return list(one) == list(other) and all(_is_same(one[key], other[key], weights) for key in other)
    if isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(_is_same(*pair, weights) for pair in zip(one, other))
    compares_by_value = any("__eq__" in vars(kind) for kind in type(other).__mro__[:-1])
    if hasattr(other, "__dict__") and not callable(other) and not compares_by_value:
        return _is_same(vars(one), vars(other), weights)
    try:
        return bool(one == other)
    except Exception:  # noqa: BLE001 - whatever cannot be compared is not known to be equal
        return False


def _attributes(module: Any) -> dict[str, Any]:
    # What torch.compile marks a module with that it was given.
    return {name: value for name, value in vars(module).items() if name != "_is_torch_compile"}
