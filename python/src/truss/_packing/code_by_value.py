"""What the code needs that travels inside a pickle, since no other process could import it."""

from __future__ import annotations

import builtins
import dis
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

from truss._packing.computed_imports import computed_imports_of_code
from truss._stdlib import is_stdlib

_MAIN_MODULES = frozenset({"__main__", "__mp_main__"})

# Pickle knows them, though no module has them under their own name.
_NAMELESS_TYPES = (type(None), type(Ellipsis), type(NotImplemented))


def is_by_value(obj: Any) -> bool:
    """Whether an object is a class or a function that no other process could import under its name."""
    return is_code(obj) and not _is_importable(obj)


def is_code(obj: Any) -> bool:
    """Whether an object is a class or a function written in Python."""
    # By its type, since isinstance(obj, type) takes list[int] for a class on Python 3.9 and 3.10.
    return issubclass(type(obj), type) or isinstance(obj, FunctionType)


def imported_in(code: CodeType) -> Iterator[str]:
    """Gives the modules that a function imports when it runs, which no pickle mentions."""
    names: object = None
    for instruction in dis.get_instructions(code):
        if instruction.opname == "IMPORT_NAME":
            yield instruction.argval
            # What `from … import` names, which can be modules, is loaded just before.
            yield from (f"{instruction.argval}.{name}" for name in (names if isinstance(names, tuple) else ()))
        names = instruction.argval
    yield from computed_imports_of_code(code)
    for inner in _inner(code):
        yield from imported_in(inner)


def globals_in(code: CodeType) -> Iterator[str]:
    """Gives the names of the globals that a function reads, also by the functions in it."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield instruction.argval
    for inner in _inner(code):
        yield from globals_in(inner)


def names_of_a_notebook(function: FunctionType) -> Iterator[str]:
    """Gives the names that a function finds among the builtins of this process, and nowhere else: `display`."""
    for name in globals_in(function.__code__):
        value = vars(builtins).get(name)
        if value is not None and name not in function.__globals__ and not _is_of_python(value):
            yield name


def _is_of_python(value: Any) -> bool:
    module = getattr(value, "__module__", None) or type(value).__module__
    return isinstance(module, str) and is_stdlib(module)


def _inner(code: CodeType) -> Iterator[CodeType]:
    return (constant for constant in code.co_consts if isinstance(constant, CodeType))


def _is_importable(obj: Any) -> bool:
    """Whether another process finds the same class or function under its name."""
    if obj in _NAMELESS_TYPES:
        return True
    if obj.__module__ in _MAIN_MODULES:
        return False
    found: Any = sys.modules.get(obj.__module__)
    for part in obj.__qualname__.split("."):
        found = getattr(found, part, None)
    return found is obj
