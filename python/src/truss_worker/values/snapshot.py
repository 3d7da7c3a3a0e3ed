"""A value as it is now: what is changed in place later, by whoever it belongs to, does not show in it."""

from __future__ import annotations

import copy
from array import array
from collections import UserDict, UserList, deque
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from truss_worker.values.request_body import RequestBody

if TYPE_CHECKING:
    from collections.abc import Callable

_ATOMS: Final = frozenset({type(None), bool, int, float, complex, str, bytes})
# What the classes of pydantic 2, of dataclasses, of pydantic 1 and of attrs have.
_OF_FIELDS: Final = ("model_fields", "__dataclass_fields__", "__fields__", "__attrs_attrs__")

# What classes raise that let nobody set anything.
_REFUSED: Final = (TypeError, AttributeError, ValueError, NotImplementedError)


def snapshot(value: Any) -> Any:
    """A copy of containers, arrays, tables and records, all the way down; anything else is given as it is.

    What derives from one of these keeps its class.

    Not `copy.deepcopy`, which takes ten times as long for lists of numbers, and follows an object that refers to the
    model's weights as far as these.
    """
    kind = type(value)
    if kind in _ATOMS:
        return value
    copier = _COPIERS.get(kind)
    if copier is not None:
        return copier(value)
    if isinstance(value, RequestBody):
        return _copy_dict(value)
    # mypy takes no class for hashable.
    copier = _copier_of(kind)  # type: ignore[arg-type]
    if copier is None:
        return value
    try:
        return copier(value)
    except _REFUSED:
        # Somebody else's class that is never changed. What else a copy fails of, such as memory, is told: a value that
        # is not copied might be another request's answer.
        return value


# Bounded, since a model may make a class for each answer.
@lru_cache(maxsize=256)
def _copier_of(kind: type) -> Callable[[Any], Any] | None:
    """How instances of a class are copied that may derive from a known one; None where they are given as they are."""
    if any(hasattr(kind, name) for name in _OF_FIELDS) and not issubclass(kind, (dict, list, tuple)):
        return _copy_record
    for base in kind.__mro__:
        copier = _DERIVED.get(base) or _LIBRARIES.get((base.__module__.partition(".")[0], base.__name__))
        if copier is not None:
            return copier
    return None


def _copy_list(items: list[Any]) -> list[Any]:
    return items.copy() if _ATOMS.issuperset(map(type, items)) else [snapshot(item) for item in items]


def _copy_tuple(items: tuple[Any, ...]) -> tuple[Any, ...]:
    return items if _ATOMS.issuperset(map(type, items)) else tuple(snapshot(item) for item in items)


def _copy_dict(members: dict[Any, Any]) -> dict[Any, Any]:
    copied = members.copy()
    for name, member in members.items():
        if type(member) not in _ATOMS:
            copied[name] = snapshot(member)
    return copied


def _copy_derived_list(items: Any) -> Any:
    copied = copy.copy(items)
    for index, item in enumerate(items):
        copied[index] = snapshot(item)
    return copied


def _copy_derived_tuple(items: Any) -> Any:
    kind = type(items)
    # Of a named tuple, which takes its fields one by one; those of torch take all in one.
    make = getattr(kind, "_make", kind)
    return make([snapshot(item) for item in items])


def _copy_derived_dict(members: Any) -> Any:
    try:
        copied = copy.copy(members)
    except TypeError:
        # It is made of its fields, which `copy` does not know.
        kind: Any = type(members)
        copied = kind.__new__(kind)
        copied.__dict__.update(vars(members))
    for name, member in members.items():
        if type(member) not in _ATOMS:
            copied[name] = snapshot(member)
    return copied


def _copy_record(record: Any) -> Any:
    copied = copy.copy(record)
    if hasattr(record, "__dict__"):
        copied.__dict__.update({name: snapshot(member) for name, member in vars(record).items()})
    for name, member in slots_of(record).items():
        # Not `setattr`, which a frozen one refuses.
        object.__setattr__(copied, name, snapshot(member))
    return copied


def slots_of(instance: Any) -> dict[str, Any]:
    """The members that an object has in slots, by name."""
    return {name: getattr(instance, name) for name in _slot_names(type(instance)) if hasattr(instance, name)}


def _slot_names(kind: type) -> list[str]:
    """The members that instances have in slots, those of the classes that it derives from too."""
    slots = [base.__dict__.get("__slots__", ()) for base in kind.__mro__]
    names = [name for some in slots for name in ((some,) if isinstance(some, str) else some)]
    return [name for name in names if name not in {"__dict__", "__weakref__"}]


def _copy_array(values: Any) -> Any:
    copied = values.copy()
    if values.dtype.kind != "O" or _ATOMS.issuperset(map(type, values.flat)):
        return copied
    # A copy of an array of objects has the same objects.
    for index in product(*map(range, values.shape)):
        item = values[index]
        kept = snapshot(item)
        if kept is not item:
            copied[index] = kept
    return copied


def _copy_table(table: Any) -> Any:
    copied = table.copy()
    for position, kind in enumerate(table.dtypes):
        if kind == "object":
            column = table.iloc[:, position]
            kept = _copy_column(column)
            if kept is not column:
                copied.isetitem(position, kept)
    return copied


def _copy_column(column: Any) -> Any:
    """A copy; of a column of objects only where one of them is not given as it is."""
    if column.dtype != "object":
        return column.copy()
    items = column.to_numpy()
    if _ATOMS.issuperset(map(type, items)):
        return column
    # With its type: pandas would guess one that fits the objects.
    return type(column)(_copy_array(items), index=column.index, dtype=object, name=column.name)


def _copy(value: Any) -> Any:
    return value.copy()


_COPIERS: Final[dict[type, Callable[[Any], Any]]] = {
    list: _copy_list,
    tuple: _copy_tuple,
    dict: _copy_dict,
    set: _copy,
    bytearray: bytearray,
    memoryview: bytes,
}
# What derives from these has more than these know: attributes, an order, a default.
_DERIVED: Final[dict[type, Callable[[Any], Any]]] = {
    list: _copy_derived_list,
    deque: _copy_derived_list,
    tuple: _copy_derived_tuple,
    dict: _copy_derived_dict,
    set: copy.copy,
    bytearray: copy.copy,
    array: copy.copy,
    UserDict: _copy_record,
    UserList: _copy_record,
}
# By library and name, so that none of them is imported.
_LIBRARIES: Final[dict[tuple[str, str], Callable[[Any], Any]]] = {
    ("numpy", "ndarray"): _copy_array,
    ("torch", "Tensor"): lambda tensor: tensor.clone(),
    ("pandas", "DataFrame"): _copy_table,
    ("pandas", "Series"): lambda column: _copy_column(column.copy()),
    ("scipy", "spmatrix"): _copy,
    ("scipy", "sparray"): _copy,
    ("PIL", "Image"): _copy,
}
