"""Python values to msgpack bytes."""

from __future__ import annotations

from struct import pack as pack_struct
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

NO_VALUE: Final = object()
"""What `convert` gives for a value that msgpack has nothing for."""


class NotPackableError(Exception):
    """A value that msgpack has nothing for.

    Args:
        why: goes on after "it".
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
        self.path: list[str] = []
        """The way to it, from the inside to the outside."""


def pack(value: Any, convert: Callable[[Any], Any]) -> bytes:
    """The value as msgpack.

    Args:
        value: what to write.
        convert: gives for a value that msgpack has no type for another one that stands for it, or NO_VALUE.

    Raises:
        NotPackableError: that knows the way to the value.
        RecursionError: if it nests too deeply, or holds itself.
    """
    pieces: list[bytes] = []
    _Writer(pieces, convert).write(value)
    return b"".join(pieces)


class _Writer:
    def __init__(self, pieces: list[bytes], convert: Callable[[Any], Any]) -> None:
        self._add = pieces.append
        self._convert = convert

    def write(self, value: Any) -> None:
        """Adds the bytes of the value."""
        if value is None:
            self._add(b"\xc0")
        elif value is True or value is False:
            self._add(b"\xc3" if value else b"\xc2")
        elif isinstance(value, int):
            self._add(_integer(value))
        elif isinstance(value, float):
            self._add(pack_struct(">Bd", 0xCB, value))
        elif isinstance(value, str):
            self._text(value)
        elif isinstance(value, (bytes, bytearray, memoryview)):
            self._bytes(bytes(value))
        elif isinstance(value, (list, tuple)):
            self._array(value)
        elif isinstance(value, dict):
            self._map(value)
        else:
            self._other(value)

    def _text(self, value: str) -> None:
        data = value.encode(errors="replace")
        length = len(data)
        self._add(bytes((0xA0 | length,)) if length < 32 else _head(length, 0xD9, 0xDA, 0xDB))
        self._add(data)

    def _bytes(self, data: bytes) -> None:
        self._add(_head(len(data), 0xC4, 0xC5, 0xC6))
        self._add(data)

    def _array(self, items: list[Any] | tuple[Any, ...]) -> None:
        length = len(items)
        self._add(bytes((0x90 | length,)) if length < 16 else _head(length, None, 0xDC, 0xDD))
        for index, item in enumerate(items):
            try:
                self.write(item)
            except NotPackableError as error:
                error.path.append(f"[{index}]")
                raise

    def _map(self, pairs: dict[Any, Any]) -> None:
        length = len(pairs)
        self._add(bytes((0x80 | length,)) if length < 16 else _head(length, None, 0xDE, 0xDF))
        for key, item in pairs.items():
            if hasattr(type(key), "item"):  # a number of numpy
                key = key.item()  # noqa: PLW2901 - the same key
            if key is not None and not isinstance(key, (str, bytes, int, float)):
                raise NotPackableError(f"has a key of type {type(key).__name__}")
            try:
                self.write(key)
                self.write(item)
            except NotPackableError as error:
                error.path.append(f".{key.decode(errors='replace') if isinstance(key, bytes) else key}")
                raise

    def _other(self, value: Any) -> None:
        converted = self._convert(value)
        if converted is NO_VALUE:
            raise NotPackableError(f"is of type {type(value).__qualname__}")
        self.write(converted)


def _integer(value: int) -> bytes:
    if -32 <= value < 128:
        return pack_struct(">b", value)
    for first, layout, low, high in _INTEGERS:
        if low <= value < high:
            return pack_struct(layout, first, value)
    raise NotPackableError("is an integer of more than 64 bits")


# The first byte, the layout, and the range; the shortest one that holds a number is taken.
_INTEGERS: Final = (
    (0xCC, ">BB", 0, 1 << 8),
    (0xCD, ">BH", 0, 1 << 16),
    (0xCE, ">BI", 0, 1 << 32),
    (0xCF, ">BQ", 0, 1 << 64),
    (0xD0, ">Bb", -(1 << 7), 0),
    (0xD1, ">Bh", -(1 << 15), 0),
    (0xD2, ">Bi", -(1 << 31), 0),
    (0xD3, ">Bq", -(1 << 63), 0),
)


def _head(length: int, byte: int | None, two: int, four: int) -> bytes:
    """The first byte and the length, in as few bytes as hold it."""
    if byte is not None and length < 1 << 8:
        return bytes((byte, length))
    if length < 1 << 16:
        return pack_struct(">BH", two, length)
    if length < 1 << 32:
        return pack_struct(">BI", four, length)
    raise NotPackableError(f"has a length of {length}")
