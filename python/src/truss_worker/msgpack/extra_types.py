"""Dates, decimals, UUIDs and complex numbers as maps with bin keys, both ways."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Any, Final

from truss_worker.msgpack import arrays
from truss_worker.msgpack.reader import MsgpackError
from truss_worker.msgpack.writer import NO_VALUE, NotPackableError
from truss_worker.values.json_convert import NOT_CONVERTIBLE
from truss_worker.values.json_convert import convert as convert_for_json

if TYPE_CHECKING:
    from collections.abc import Callable

_DATA: Final = b"data"


def read_map(pairs: dict[Any, Any]) -> Any:
    """What a map stands for: itself, unless one of its keys marks it. Raises MsgpackError."""
    if b"nd" in pairs:
        return arrays.read_array(pairs)
    for mark, read in _READERS.items():
        if mark in pairs:
            try:
                return read(pairs[_DATA])
            except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
                raise MsgpackError(f"a map with the mark {mark.decode()} cannot be read: {error!r}") from None
    return pairs


def convert(value: Any) -> Any:
    """The map that stands for the value, or another value that does; NO_VALUE if there is none.

    Raises:
        NotPackableError: for a time with a time zone, which the format cannot say.
    """
    if isinstance(value, dt.date) and value != value:
        return None  # pandas' NaT
    for kind, mark, write in _WRITERS:
        if isinstance(value, kind):
            return {mark: True, _DATA: write(value)}
    written = _write_of_known_module(value)
    if written is not NO_VALUE:
        return written
    if hasattr(type(value), "model_dump"):
        # As Python values, since dates and bytes need not become text here.
        return value.model_dump()
    converted = convert_for_json(value)
    return NO_VALUE if converted is NOT_CONVERTIBLE else converted


def _write_of_known_module(value: Any) -> Any:
    for module, name, mark in (("decimal", "Decimal", b"__decimal__"), ("uuid", "UUID", b"__uuid__")):
        kind = getattr(sys.modules.get(module), name, None)
        if kind is not None and isinstance(value, kind):
            return {mark: True, _DATA: str(value)}
    written = arrays.write_array(value)
    if written is NO_VALUE and isinstance(value, complex):
        return {b"complex": True, _DATA: repr(value)}
    return written


def _read_datetime(text: str) -> dt.datetime:
    # Python reads the Z itself since 3.11.
    return dt.datetime.fromisoformat(f"{text[:-1]}+00:00" if text.endswith("Z") else text)


def _read_timedelta(parts: list[int]) -> dt.timedelta:
    days, seconds, microseconds = parts
    return dt.timedelta(days, seconds, microseconds)


def _read_decimal(text: str) -> Any:
    from decimal import Decimal

    return Decimal(text)


def _read_uuid(text: str) -> Any:
    from uuid import UUID

    return UUID(text)


_READERS: Final[dict[bytes, Callable[[Any], Any]]] = {
    b"__dt_datetime_iso__": _read_datetime,
    b"__dt_date_iso__": dt.date.fromisoformat,
    b"__dt_time_iso__": dt.time.fromisoformat,
    b"__dt_timedelta__": _read_timedelta,
    b"__decimal__": _read_decimal,
    b"__uuid__": _read_uuid,
    b"complex": complex,
}


def _datetime_text(value: dt.datetime) -> str:
    # The base class's, since that of pandas has nanoseconds, which nobody reads back.
    text = dt.datetime.isoformat(value)
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def _time_text(value: dt.time) -> str:
    if value.tzinfo is not None:
        raise NotPackableError("is a time with a time zone")
    return value.isoformat()


# In the order in which they are matched: a datetime is a date.
_WRITERS: Final[tuple[tuple[type, bytes, Callable[[Any], Any]], ...]] = (
    (dt.datetime, b"__dt_datetime_iso__", _datetime_text),
    (dt.date, b"__dt_date_iso__", lambda value: value.isoformat()),
    (dt.time, b"__dt_time_iso__", _time_text),
    (dt.timedelta, b"__dt_timedelta__", lambda value: [value.days, value.seconds, value.microseconds]),
)
