"""What JSON does not know, one step nearer to what it knows: arrays, tensors, dataclasses, pydantic models, dates.

Nothing is imported for it: a value can only be of a package that is there already.
"""

from __future__ import annotations

import math
import sys
from collections.abc import ItemsView, KeysView, Mapping, ValuesView
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_CONVERTIBLE: Final = object()


def convert(value: Any) -> Any:
    """One step towards JSON; what comes out may need another step, also inside. NOT_CONVERTIBLE if there is none."""
    if isinstance(value, (type, bytes, bytearray, memoryview)):
        return NOT_CONVERTIBLE
    if isinstance(value, float):
        return float(value)
    for step in (_array_to_list, _fields_to_dict, _known_to_plain, _collection_to_plain):
        converted = step(value)
        if converted is not NOT_CONVERTIBLE:
            return converted
    return NOT_CONVERTIBLE


def key_text(key: Any) -> str | None:
    """A key of a dict as a key of a JSON object, or None where it can be none."""
    if isinstance(key, str):
        return str.__str__(key)
    if key is None:
        return "null"
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, int):
        return int.__repr__(key)
    if isinstance(key, float):
        return _float_key(key)
    converted = convert(key)
    return None if converted is NOT_CONVERTIBLE or isinstance(converted, (list, dict)) else key_text(converted)


def _float_key(key: float) -> str:
    if math.isnan(key):
        return "NaN"
    if math.isinf(key):
        return "Infinity" if key > 0 else "-Infinity"
    return float.__repr__(key)


# How arrays become lists, in the order in which they are looked for: numpy, torch, JAX, pandas' Series · polars' Series
# and its DataFrame · Arrow · scipy's sparse matrices · TensorFlow.
_ARRAY_METHODS: Final = ("tolist", "to_list", "to_dicts", "to_pylist", "toarray", "numpy")


def _array_to_list(value: Any) -> Any:
    kind = type(value)
    for name in _ARRAY_METHODS:
        # Looked up in the class, since a DataFrame offers its columns as attributes.
        method = getattr(kind, name, None)
        if method is not None:
            if name == "tolist" and kind.__module__ == "numpy" and value.dtype.kind in "mM":
                # In microseconds, since `tolist` makes bare integers of dates in nanoseconds, which is pandas' way.
                return value.astype(f"{value.dtype.kind}8[us]").tolist()
            converted = method(value)
            # A longdouble, which Python has no number for, gives itself.
            return _to_float(value) if type(converted) is kind else converted
    return NOT_CONVERTIBLE


def _to_float(value: Any) -> Any:
    return NOT_CONVERTIBLE if hasattr(value, "imag") and value.imag else float(value.real)


def _fields_to_dict(value: Any) -> Any:
    kind = type(value)
    if hasattr(kind, "model_dump"):
        return _dump_pydantic(value)
    if hasattr(kind, "__fields__") and hasattr(kind, "dict"):  # pydantic 1
        return value.dict()
    if hasattr(kind, "__dataclass_fields__"):
        return {field.name: getattr(value, field.name) for field in sys.modules["dataclasses"].fields(value)}
    return NOT_CONVERTIBLE


def _dump_pydantic(value: Any) -> Any:
    try:
        return value.model_dump(mode="json")
    except ValueError:
        # pydantic refuses fields of types that it does not know, such as arrays, which `convert` may know.
        return value.model_dump()


def _records_of_frame(frame: Any) -> Any:
    if not frame.columns.is_unique:
        # A record has the last alone of two columns of one name.
        name = frame.columns[frame.columns.duplicated()][0]
        raise ValueError(f"the DataFrame has several columns of one name: {name!r}")
    return frame.to_dict(orient="records")


def _date_to_text(value: Any) -> str | None:
    # pandas' NaT is a datetime that does not equal itself.
    return str(value.isoformat()) if value == value else None


_KNOWN: Final[tuple[tuple[str, str, Callable[[Any], Any]], ...]] = (
    ("enum", "Enum", lambda value: value.value),
    ("datetime", "date", _date_to_text),  # a datetime is a date
    ("datetime", "time", _date_to_text),
    ("pandas", "Timedelta", str),  # of a table, whose numbers others write in milliseconds; a timedelta, too
    ("datetime", "timedelta", lambda value: value.total_seconds()),
    ("uuid", "UUID", str),
    ("decimal", "Decimal", str),  # a number loses digits
    ("pathlib", "PurePath", str),
    ("pandas", "DataFrame", _records_of_frame),
    ("pandas", "Period", str),
    ("pandas", "Interval", str),
    ("collections", "deque", list),
)


def _known_to_plain(value: Any) -> Any:
    for module_name, class_name, to_plain in _KNOWN:
        module = sys.modules.get(module_name)
        # A module whose import failed half-way, or is under way in another thread, may lack the class.
        kind = getattr(module, class_name, None)
        if kind is not None and isinstance(value, kind):
            return to_plain(value)
    pandas = sys.modules.get("pandas")
    return None if pandas is not None and value is getattr(pandas, "NA", NOT_CONVERTIBLE) else NOT_CONVERTIBLE


def _collection_to_plain(value: Any) -> Any:
    if isinstance(value, (tuple, range, KeysView, ValuesView, ItemsView)):
        return list(value)
    if isinstance(value, (set, frozenset)):
        return _in_order(value)
    if isinstance(value, Mapping):
        return dict(value)
    return NOT_CONVERTIBLE


def _in_order(value: set[Any] | frozenset[Any]) -> list[Any]:
    try:
        return sorted(value)
    except TypeError:
        return list(value)
