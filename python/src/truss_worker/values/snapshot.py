"""A value as it is now: what is changed in place later, by whoever it belongs to, does not show in it."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

from truss_worker.values.request_body import RequestBody

if TYPE_CHECKING:
    from collections.abc import Callable

_ATOMS: Final = frozenset({type(None), bool, int, float, complex, str, bytes})
# What the classes of pydantic 2, of dataclasses and of pydantic 1 have.
_OF_FIELDS: Final = ("model_fields", "__dataclass_fields__", "__fields__")


def snapshot(value: Any) -> Any:
    """A copy of containers, arrays, tables and records, all the way down; anything else is given as it is.

    Not `copy.deepcopy`, which takes ten times as long for lists of numbers, and follows an object that refers to the
    model's weights as far as these.
    """
    kind = type(value)
    if kind in _ATOMS:
        return value
    copier = _COPIERS.get(kind) or _LIBRARIES.get((kind.__module__.partition(".")[0], kind.__name__))
    if copier is not None:
        return copier(value)
    if isinstance(value, RequestBody):
        return _copy_dict(value)
    if hasattr(value, "__dict__") and any(hasattr(kind, name) for name in _OF_FIELDS):
        return _copy_record(value)
    return value


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


def _copy_record(record: Any) -> Any:
    copied = copy.copy(record)
    copied.__dict__.update({name: snapshot(member) for name, member in vars(record).items()})
    return copied


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
# By library and name, so that none of them is imported.
_LIBRARIES: Final[dict[tuple[str, str], Callable[[Any], Any]]] = {
    ("numpy", "ndarray"): _copy,
    ("torch", "Tensor"): lambda tensor: tensor.clone(),
    ("pandas", "DataFrame"): _copy,
    ("pandas", "Series"): _copy,
    ("PIL", "Image"): _copy,
}
