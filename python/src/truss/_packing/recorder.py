"""Records what an object is made of, by pickling it to nowhere."""

from __future__ import annotations

import copyreg
import dis
import pickle
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType
from typing import Any

import cloudpickle

from truss._packing.computed_imports import computed_imports_of_code

_MAIN_MODULES = frozenset({"__main__", "__mp_main__"})

# Pickle knows them, though no module has them under their own name.
_NAMELESS_TYPES = (type(None), type(Ellipsis), type(NotImplemented))


@dataclass(frozen=True)
class Recording:
    """What pickling an object touches.

    Attributes:
        modules: dotted names of the modules that unpickling imports.
        by_value: whether some of its code can only travel inside the pickle (defined in a notebook, a lambda, …).
    """

    modules: frozenset[str]
    by_value: bool


def record(model: object) -> Recording:
    """Finds out what an object is made of.

    The object is pickled, its large buffers left out, and what is written is thrown away: no second copy of the model
    is ever in memory. A file that joblib has written could not be searched like this afterwards.

    Args:
        model: any object.

    Raises:
        Exception: whatever the object's own code raises when it is pickled.
    """
    try:
        plain = _ReferencePickler()
        plain.dump(model)
        return Recording(frozenset(plain.modules), by_value=False)
    except (_NeedsValueError, pickle.PicklingError, AttributeError, TypeError):
        pass  # what pickle cannot name, cloudpickle may be able to carry along
    thorough = _ValuePickler()
    thorough.dump(model)
    return Recording(frozenset(thorough.modules), by_value=True)


class _NeedsValueError(Exception):
    """Met something that no other process could import."""


class _Nowhere:
    """A file that forgets."""

    def write(self, data: bytes) -> int:
        return len(data)


class _ReferencePickler(pickle.Pickler):
    """Pickle as it is, which names classes and functions and leaves them where they are."""

    def __init__(self) -> None:
        super().__init__(_Nowhere(), protocol=5, buffer_callback=_leave_out)
        self.modules: set[str] = set()

    def reducer_override(self, obj: Any) -> Any:
        if _is_code(obj) and not _is_importable(obj):
            raise _NeedsValueError
        self.modules.update(_modules_of(obj))
        return NotImplemented


class _ValuePickler(cloudpickle.Pickler):  # type: ignore[misc] # cloudpickle brings no types
    """Cloudpickle, which takes along the code that cannot be imported."""

    def __init__(self) -> None:
        super().__init__(_Nowhere(), protocol=5, buffer_callback=_leave_out)
        self.modules: set[str] = set()

    def reducer_override(self, obj: Any) -> Any:
        if not _is_code(obj) or _is_importable(obj):
            self.modules.update(_modules_of(obj))
        elif isinstance(obj, FunctionType):
            self.modules.update(_imported_in(obj.__code__))
        return super().reducer_override(obj)


def _leave_out(_buffer: pickle.PickleBuffer) -> None:
    """A false value tells pickle that the buffer is taken care of elsewhere."""


def _modules_of(obj: Any) -> Iterator[str]:
    """The modules that unpickling imports for the object itself.

    Its class or what else makes it anew is pickled beside it, and asked for here in its turn; the class of a function
    is never imported. That of Cython's functions says that it is of a module without a file.
    """
    if isinstance(obj, ModuleType):
        yield obj.__name__
        return
    module = getattr(obj, "__module__", None) or _module_of_name(obj)
    if isinstance(module, str) and module not in _MAIN_MODULES:
        yield module


def _module_of_name(obj: Any) -> str | None:
    """Where pickle says that an object is found which is written as a name only, as numpy's ufuncs are."""
    reduce = copyreg.dispatch_table.get(type(obj))
    reduced = None if reduce is None else reduce(obj)
    if not isinstance(reduced, str):
        return None
    module: str = pickle.whichmodule(obj, reduced)  # type: ignore[attr-defined] # missing in its types
    return module


def _is_code(obj: Any) -> bool:
    # By its type, since isinstance(obj, type) takes list[int] for a class on Python 3.9 and 3.10.
    return issubclass(type(obj), type) or isinstance(obj, FunctionType)


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


def _imported_in(code: CodeType) -> Iterator[str]:
    """The modules that a function imports when it runs, which no pickle mentions."""
    names: object = None
    for instruction in dis.get_instructions(code):
        if instruction.opname == "IMPORT_NAME":
            yield instruction.argval
            # What `from … import` names, which can be modules, is loaded just before.
            yield from (f"{instruction.argval}.{name}" for name in (names if isinstance(names, tuple) else ()))
        names = instruction.argval
    yield from computed_imports_of_code(code)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _imported_in(constant)
