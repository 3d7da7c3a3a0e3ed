"""What an object consists of as a pickle sees it, each part with a name that its user knows it by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from inspect import getclosurevars
from types import FunctionType, MethodType, ModuleType
from typing import Any

from truss._packing.code_by_value import globals_in, is_by_value

# What Python keeps of a class, and makes anew.
_OF_EVERY_CLASS = ("_abc_impl",)

_PARTS_OF_PARTIAL = ("func", "args", "keywords")


@dataclass(frozen=True)
class Part:
    """A part of an object.

    Attributes:
        path: where it is: `Pipeline.steps[0][1]`.
        value: the part.
        user: of a global: the function that reads it.
    """

    path: str
    value: Any
    user: str | None = None

    def __str__(self) -> str:
        kind = type(self.value).__name__
        if self.user is None:
            return f"{self.path} ({kind})"
        return f"the global {self.path} ({kind}), which {self.user} uses"


def parts_of(whole: Part) -> Iterator[Part]:
    """Gives the parts that are pickled with an object, the nearest first."""
    holder, path = whole.value, whole.path
    if isinstance(holder, dict):
        yield from (Part(f"{path}[{key!r}]", part, whole.user) for key, part in holder.items())
    elif isinstance(holder, (list, tuple)):
        yield from (Part(f"{path}[{index}]", part, whole.user) for index, part in enumerate(holder))
    elif isinstance(holder, FunctionType):
        if is_by_value(holder):
            yield from _parts_of_function(holder)
    elif isinstance(holder, type):
        if is_by_value(holder):
            yield from _parts_of_class(holder)
    elif isinstance(holder, MethodType):
        # Of a global, such as `get_ipython`, its name says more than what it is a method of.
        if whole.user is None:
            yield Part(type(holder.__self__).__name__, holder.__self__)
            yield Part(holder.__func__.__name__, holder.__func__)
    else:
        named = [*_PARTS_OF_PARTIAL] if isinstance(holder, partial) else []
        for name in (*named, *_filled_slots(holder)):
            yield Part(f"{path}.{name}", getattr(holder, name), whole.user)
        attributes = getattr(holder, "__dict__", {})
        yield from (Part(f"{path}.{name}", part, whole.user) for name, part in attributes.items())
        yield Part(type(holder).__name__, type(holder))


def _filled_slots(holder: Any) -> Iterator[str]:
    """The names of the attributes that an object has without a dict of its own."""
    for kind in type(holder).__mro__:
        slots = vars(kind).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(holder, name):
                yield name


def _parts_of_function(function: FunctionType) -> Iterator[Part]:
    name = function.__qualname__.replace("<locals>.", "")
    for variable, value in getclosurevars(function).nonlocals.items():
        yield Part(f"{variable} of {name}", value)
    defaults = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    yield from (Part(f"a default of {name}", value) for value in defaults)
    for read in globals_in(function.__code__):
        value = function.__globals__.get(read)
        if value is not None and not isinstance(value, ModuleType):
            yield Part(read, value, name)


def _parts_of_class(kind: type) -> Iterator[Part]:
    for base in kind.__bases__:
        yield Part(base.__name__, base)
    for name, part in vars(kind).items():
        inner = getattr(part, "__func__", None) or getattr(part, "fget", None) or part
        is_kept = not (name.startswith("__") and name.endswith("__")) or isinstance(inner, FunctionType)
        if is_kept and name not in _OF_EVERY_CLASS:
            yield Part(f"{kind.__name__}.{name}", inner)
