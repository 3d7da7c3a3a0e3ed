"""Whether two values are the same: exactly, or as far as a computation in another order leaves them so."""

from __future__ import annotations

from math import isclose, isfinite
from typing import Any, Final

from truss_worker.values.snapshot import slots_of

# Far above what another order of adding makes of float16, and far below what other rows would make of a result.
_RELATIVE: Final = 5e-3
# Of the largest number beside it: what is nearly nothing there is noise.
_OF_LARGEST: Final = 1e-4

# Of `type.__flags__`: Py_TPFLAGS_HEAPTYPE.
_IS_OF_PYTHON: Final = 1 << 9


def are_equal(one: Any, other: Any) -> bool:
    """Whether two requests are the same; of arrays without a look at each element from here."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(are_equal(one[name], other[name]) for name in one)
    if hasattr(one, "equals"):  # a table, or a column of one
        return bool(one.equals(other))
    if hasattr(one, "shape"):
        return bool(one.shape == other.shape and (one == other).all())
    return bool(one == other)


def are_alike(one: Any, other: Any) -> bool:
    """Whether two answers have the same structure, texts and integers, and nearly the same floats."""
    one, other = _plain(one), _plain(other)
    return _compare(one, other, _OF_LARGEST * _largest(one))


def _plain(value: Any) -> Any:
    """The value with lists in the place of arrays and tables; of another class, as it is."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if hasattr(value, "to_dict"):  # a table, or a column of one
        return _plain(value.to_dict())
    return value.tolist() if hasattr(value, "tolist") else value


def _largest(value: Any) -> float:
    """The largest of all numbers that are not infinite, without its sign."""
    if isinstance(value, (list, dict)):
        return max(map(_largest, value.values() if isinstance(value, dict) else value), default=0.0)
    return abs(value) if isinstance(value, (int, float)) and isfinite(value) else 0.0


def _compare(one: Any, other: Any, tolerance: float) -> bool:
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_compare(one[name], other[name], tolerance) for name in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(_compare(*items, tolerance) for items in zip(one, other))
    if isinstance(one, float):
        is_nothing = one != one and other != other
        return is_nothing or isclose(one, other, rel_tol=_RELATIVE, abs_tol=tolerance)
    return _is_equal(one, other) or _have_alike_members(one, other)


def _is_equal(one: Any, other: Any) -> bool:
    try:
        return bool(one == other)
    except Exception:  # noqa: BLE001 - a record with an array has no single answer, and somebody else's class may raise
        return False


def _have_alike_members(one: Any, other: Any) -> bool:
    """Whether two objects of a class of the model's hold what is alike: most classes only know whether it is they."""
    mine, theirs = _members_of(one), _members_of(other)
    if not mine or mine.keys() != theirs.keys():
        return False
    return all(mine[name] is theirs[name] or are_alike(mine[name], theirs[name]) for name in mine)


def _members_of(value: Any) -> dict[str, Any]:
    """All that an object holds; nothing, where it derives from a class not written in Python, which may hold more."""
    *classes, _ = type(value).__mro__
    if not all(kind.__flags__ & _IS_OF_PYTHON for kind in classes):
        return {}
    return {**getattr(value, "__dict__", {}), **slots_of(value)}
