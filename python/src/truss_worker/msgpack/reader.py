"""msgpack bytes to Python values, each length checked against what is there before anything is made of it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from struct import Struct
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_TIMESTAMP: Final = -1
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)


class MsgpackError(ValueError):
    """Bytes that are no msgpack, or no value of Truss; the message says why."""


def unpack(data: bytes, max_depth: int, read_map: Callable[[dict[Any, Any]], Any]) -> Any:
    """The one value that the bytes hold.

    Args:
        data: the bytes.
        max_depth: how many arrays and maps may stand inside each other.
        read_map: gives what a map stands for, itself in most cases.

    Raises:
        MsgpackError: if they hold none, more than one, or one that `read_map` refuses with it.
    """
    reader = _Reader(data, max_depth, read_map)
    value = reader.value()
    if reader.position != len(data):
        raise MsgpackError(f"Unpack failed: {len(data) - reader.position} bytes follow the value")
    return value


class _Reader:
    def __init__(self, data: bytes, max_depth: int, read_map: Callable[[dict[Any, Any]], Any]) -> None:
        self._data = data
        self._levels_left = max_depth
        self._max_depth = max_depth
        self._read_map = read_map
        self.position = 0

    def value(self) -> Any:
        """The next value."""
        position = self.position
        if position >= len(self._data):
            raise MsgpackError("Unpack failed: incomplete input")
        first = self._data[position]
        self.position = position + 1
        if first < 0x80:
            return first
        if first >= 0xE0:
            return first - 0x100
        if first < 0x90:
            return self.map(first & 0x0F)
        if first < 0xA0:
            return self.array(first & 0x0F)
        if first < 0xC0:
            return self.text(first & 0x1F)
        return _LONG[first - 0xC0](self)

    def number(self, layout: Struct) -> Any:
        """The next number of that layout."""
        end = self.position + layout.size
        if end > len(self._data):
            raise MsgpackError("Unpack failed: incomplete input")
        (number,) = layout.unpack_from(self._data, self.position)
        self.position = end
        return number

    def bytes(self, length: int) -> bytes:
        """So many of the next bytes."""
        end = self.position + length
        if end > len(self._data):
            raise MsgpackError(f"Unpack failed: incomplete input, {end - len(self._data)} bytes are missing")
        piece = self._data[self.position : end]
        self.position = end
        return piece

    def text(self, length: int) -> str:
        """So many of the next bytes as UTF-8."""
        try:
            return self.bytes(length).decode()
        except UnicodeDecodeError as error:
            raise MsgpackError(f"Unpack failed: a string is not valid UTF-8: {error.reason}") from None

    def array(self, length: int) -> list[Any]:
        """A list of so many values."""
        self._enter(length)
        value = self.value
        items = [value() for _ in range(length)]
        self._levels_left += 1
        return items

    def map(self, length: int) -> Any:
        """What a map of so many pairs stands for."""
        self._enter(2 * length)
        pairs = {}
        for _ in range(length):
            key = self.value()
            if not isinstance(key, (str, bytes)):
                # As strict as msgpack-python: other keys let a client choose what is hashed.
                raise MsgpackError(f"Unpack failed: {type(key).__name__} is not allowed for map key")
            pairs[key] = self.value()
        self._levels_left += 1
        return self._read_map(pairs)

    def extension(self, length: int) -> Any:
        """A value of an extension type; only the timestamp is known."""
        kind = self.number(_INT8)
        if kind != _TIMESTAMP:
            raise MsgpackError(f"Unpack failed: there is no extension type {kind}")
        return _timestamp(self.bytes(length))

    def _enter(self, least_bytes: int) -> None:
        # Each value has a byte at least, so that a list of 2³² is known to be a lie before it is begun.
        if least_bytes > len(self._data) - self.position:
            raise MsgpackError("Unpack failed: incomplete input")
        if self._levels_left == 0:
            raise MsgpackError(f"Unpack failed: the value nests deeper than {self._max_depth} levels")
        self._levels_left -= 1


def _timestamp(data: bytes) -> datetime:
    if len(data) == 4:
        seconds, nanoseconds = int.from_bytes(data, "big"), 0
    elif len(data) == 8:
        whole = int.from_bytes(data, "big")
        nanoseconds, seconds = whole >> 34, whole & ((1 << 34) - 1)
    elif len(data) == 12:
        nanoseconds, seconds = int.from_bytes(data[:4], "big"), int.from_bytes(data[4:], "big", signed=True)
    else:
        raise MsgpackError(f"Unpack failed: a timestamp has {len(data)} bytes")
    try:
        return _EPOCH + timedelta(seconds=seconds, microseconds=nanoseconds // 1000)
    except OverflowError:
        raise MsgpackError(f"Unpack failed: a timestamp of {seconds} seconds is out of range") from None


def _refuse(_reader: _Reader) -> Any:
    raise MsgpackError("Unpack failed: byte 0xc1 is never used")


_UINT8, _UINT16, _UINT32, _UINT64 = Struct(">B"), Struct(">H"), Struct(">I"), Struct(">Q")
_INT8, _INT16, _INT32, _INT64 = Struct(">b"), Struct(">h"), Struct(">i"), Struct(">q")
_FLOAT32, _FLOAT64 = Struct(">f"), Struct(">d")

# What the first bytes from 0xc0 to 0xdf announce (msgpack.org, spec.md).
_LONG: Final[tuple[Callable[[_Reader], Any], ...]] = (
    lambda _: None,
    _refuse,
    lambda _: False,
    lambda _: True,
    *(lambda reader, size=size: reader.bytes(reader.number(size)) for size in (_UINT8, _UINT16, _UINT32)),
    *(lambda reader, size=size: reader.extension(reader.number(size)) for size in (_UINT8, _UINT16, _UINT32)),
    *(lambda reader, layout=layout: reader.number(layout) for layout in (_FLOAT32, _FLOAT64)),
    *(lambda reader, layout=layout: reader.number(layout) for layout in (_UINT8, _UINT16, _UINT32, _UINT64)),
    *(lambda reader, layout=layout: reader.number(layout) for layout in (_INT8, _INT16, _INT32, _INT64)),
    *(lambda reader, length=length: reader.extension(length) for length in (1, 2, 4, 8, 16)),
    *(lambda reader, size=size: reader.text(reader.number(size)) for size in (_UINT8, _UINT16, _UINT32)),
    *(lambda reader, size=size: reader.array(reader.number(size)) for size in (_UINT16, _UINT32)),
    *(lambda reader, size=size: reader.map(reader.number(size)) for size in (_UINT16, _UINT32)),
)
