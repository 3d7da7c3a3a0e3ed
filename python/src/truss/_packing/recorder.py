"""Records what an object is made of, by pickling it to nowhere."""

from __future__ import annotations

import copyreg
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import FunctionType, ModuleType
from typing import Any

import cloudpickle

from truss._packing.code_by_value import imported_in, is_by_value, names_of_a_notebook
from truss.frameworks.pickled import reduce_module

_MAIN_MODULES = frozenset({"__main__", "__mp_main__"})


@dataclass(frozen=True)
class Recording:
    """What pickling an object touches.

    Attributes:
        modules: dotted names of the modules that unpickling imports.
        by_value: whether some of its code can only travel inside the pickle (defined in a notebook, a lambda, …).
        of_a_notebook: what that code reads and only a notebook has (`display`), and the function that does.
    """

    modules: frozenset[str]
    by_value: bool
    of_a_notebook: Mapping[str, str] = field(default_factory=dict)


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
    return Recording(frozenset(thorough.modules), by_value=True, of_a_notebook=thorough.of_a_notebook)


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
        if is_by_value(obj):
            raise _NeedsValueError
        self.modules.update(_modules_of(obj))
        return NotImplemented


class _ValuePickler(cloudpickle.Pickler):  # type: ignore[misc] # cloudpickle brings no types
    """Cloudpickle, which takes along the code that cannot be imported."""

    def __init__(self) -> None:
        super().__init__(_Nowhere(), protocol=5, buffer_callback=_leave_out)
        self.modules: set[str] = set()
        self.of_a_notebook: dict[str, str] = {}

    def reducer_override(self, obj: Any) -> Any:
        if not is_by_value(obj):
            self.modules.update(_modules_of(obj))
        elif isinstance(obj, FunctionType):
            self.modules.update(imported_in(obj.__code__))
            self.of_a_notebook.update(dict.fromkeys(names_of_a_notebook(obj), obj.__qualname__))
        reduced = reduce_module(obj)
        return super().reducer_override(obj) if reduced is NotImplemented else reduced


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
