"""Bytes to frames and back. No I/O: bytes are pushed in, in pieces of any size, and whole frames come out."""

from __future__ import annotations

import json
import re
from struct import Struct
from typing import Any, Final, NamedTuple, NoReturn, Union

from truss_worker.wire import protocol

_FIXED: Final = Struct("<IBBBBQII")
_LENGTH: Final = Struct("<I")
_FIXED_BYTES: Final = _FIXED.size
_LENGTH_BYTES: Final = _LENGTH.size
# What `length` counts of the fixed part: all of it but itself.
_FIXED_AFTER_LENGTH: Final = _FIXED_BYTES - _LENGTH_BYTES

# A frame of which more than this is still to come is received where it stays, instead of being put together of pieces.
_LARGE_BYTES: Final = 64 * 1024
# Of the elements of every datatype; the memory that a large frame gets begins at such an address.
_ALIGNMENT: Final = 16

_NO_HEADER: Final[dict[str, Any]] = {}
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


Payload = Union[bytes, memoryview]


class Frame(NamedTuple):
    """One frame. Neither side changes `header`: frames without one share an empty dict."""

    kind: int
    id: int = 0
    aux: int = 0
    header: dict[str, Any] = _NO_HEADER
    payload: bytes = b""
    form: int = 0
    accept: int = 0
    flags: int = 0
    memory: memoryview | None = None
    """The payload of a large frame of the form v2-binary, in place of `payload`: writable, and nobody else has it."""

    @property
    def body(self) -> Payload:
        """The payload, wherever it lies."""
        return self.payload if self.memory is None else self.memory


class CodecError(Exception):
    """Bytes that are no frames; fatal for the channel. `code` is FRAME_TOO_LARGE, _MALFORMED or _UNKNOWN_KIND."""

    def __init__(self, code: str, message: str, kind: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.kind = kind


class Decoder:
    """Finds frames in a stream of bytes; `max_frame_bytes` may be changed between two pushes."""

    def __init__(self, max_frame_bytes: int = protocol.DEFAULT_MAX_FRAME_BYTES) -> None:
        self.max_frame_bytes = max_frame_bytes
        # Pieces of a frame that is not whole yet, and how many bytes must come before another look is worth it.
        # They are joined once, so that a large frame costs time in proportion to its size.
        self._pieces: list[bytes] = []
        self._missing = 0
        # The memory of a large frame that is not whole yet.
        self._large: memoryview | None = None
        self.room: memoryview | None = None
        """Where the next bytes of a large frame belong: whoever has received some right there calls `fill`."""

    @property
    def is_between_frames(self) -> bool:
        """Whether all bytes that were pushed have come out as frames."""
        return not self._pieces and self.room is None

    def push(self, data: bytes) -> list[Frame]:
        """Takes the next bytes of the channel and gives the frames that they complete. Raises CodecError."""
        if self.room is not None:
            count = min(len(self.room), len(data))
            self.room[:count] = data[:count]
            return self.fill(count) + self._split(data[count:])
        if self._pieces:
            self._pieces.append(data)
            self._missing -= len(data)
            if self._missing > 0:
                return []
            data = b"".join(self._pieces)
            self._pieces = []
        return self._split(data)

    def fill(self, count: int) -> list[Frame]:
        """Takes note of so many bytes in `room`, and gives the frame where it is whole. Raises CodecError."""
        room, large = self.room, self._large
        if room is None or large is None:
            raise ValueError("no large frame is due")
        if count < len(room):
            self.room = room[count:]
            return []
        self.room = self._large = None
        return [_large_frame(large)]

    def _split(self, data: bytes) -> list[Frame]:
        frames: list[Frame] = []
        start, end = 0, len(data)
        while end - start >= _LENGTH_BYTES:
            (length,) = _LENGTH.unpack_from(data, start)
            if length < _FIXED_AFTER_LENGTH or length > self.max_frame_bytes:
                self._refuse_length(length)
            stop = start + _LENGTH_BYTES + length
            if stop > end:
                if stop - end > _LARGE_BYTES:
                    self._begin_large(data[start:], stop - start)
                else:
                    self._keep(data[start:], stop - end)
                return frames
            frames.append(_frame_at(data, start, stop))
            start = stop
        if start < end:
            self._keep(data[start:], _LENGTH_BYTES - (end - start))
        return frames

    def _keep(self, rest: bytes, missing: int) -> None:
        self._pieces = [rest]
        self._missing = missing

    def _begin_large(self, beginning: bytes, frame_bytes: int) -> None:
        # The kernel writes right into it, and an array can be a view of it: each copy of 600 KB costs 0.1 ms.
        lead = -_tensors_at(beginning) % _ALIGNMENT
        self._large = memoryview(bytearray(lead + frame_bytes))[lead:]
        self._large[: len(beginning)] = beginning
        self.room = self._large[len(beginning) :]

    def _refuse_length(self, length: int) -> NoReturn:
        if length > self.max_frame_bytes:
            message = f"a frame of {length} bytes is above the limit of {self.max_frame_bytes} bytes"
            raise CodecError("FRAME_TOO_LARGE", message)
        raise CodecError("FRAME_MALFORMED", f"a frame's length is {length}, at least {_FIXED_AFTER_LENGTH} is needed")


def _tensors_at(beginning: bytes) -> int:
    """Where the raw tensors of a frame begin, as far as its beginning says: they shall lie aligned. Else anything."""
    if len(beginning) < _FIXED_BYTES:
        return 0
    _, _, _, form, _, _, _, header_bytes = _FIXED.unpack_from(beginning)
    position: int = _FIXED_BYTES + header_bytes
    if form != protocol.FORM_V2_BINARY or not header_bytes or position > len(beginning):
        return position
    offset = _decode_header(beginning[_FIXED_BYTES:position]).get("binaryOffset")
    return position + offset if isinstance(offset, int) else position


def _large_frame(data: memoryview) -> Frame:
    (header_bytes,) = _LENGTH.unpack_from(data, _FIXED_BYTES - _LENGTH_BYTES)
    position = min(_FIXED_BYTES + header_bytes, len(data))
    frame = _frame_at(bytes(data[:position]), 0, len(data))
    payload = data[position:]
    is_binary = frame.form == protocol.FORM_V2_BINARY
    return frame._replace(memory=payload) if is_binary else frame._replace(payload=bytes(payload))


def _frame_at(data: bytes, start: int, stop: int) -> Frame:
    _, kind, flags, form, accept, request_id, aux, header_bytes = _FIXED.unpack_from(data, start)
    if kind not in protocol.KINDS:
        raise CodecError("FRAME_UNKNOWN_KIND", f"there is no frame kind 0x{kind:02x}", kind)
    position = start + _FIXED_BYTES
    header = _NO_HEADER
    if header_bytes:
        header_end = position + header_bytes
        if header_end > stop:
            raise CodecError("FRAME_MALFORMED", f"a header of {header_bytes} bytes is longer than its frame")
        header = _decode_header(data[position:header_end])
        position = header_end
    return Frame(kind, request_id, aux, header, data[position:stop], form, accept, flags)


def _refuse_constant(name: str) -> NoReturn:
    # Python's parser takes NaN and Infinity, which are not JSON and which the other codec refuses.
    raise ValueError(f"{name} is not JSON")


_header_decoder = json.JSONDecoder(parse_constant=_refuse_constant)


def _decode_header(data: bytes) -> dict[str, Any]:
    try:
        header = _header_decoder.decode(data.decode())
    except (ValueError, RecursionError) as error:
        raise CodecError("FRAME_MALFORMED", f"a frame's header is not JSON: {error}") from None
    if not isinstance(header, dict):
        raise CodecError("FRAME_MALFORMED", f"a frame's header is not a JSON object but {type(header).__name__}")
    return header


def encode(frame: Frame) -> bytes:
    """The bytes of a frame. Raises TypeError or ValueError if its header is not JSON."""
    header = _encode_header(frame.header) if frame.header else b""
    length = _FIXED_AFTER_LENGTH + len(header) + len(frame.payload)
    fixed = _FIXED.pack(length, frame.kind, frame.flags, frame.form, frame.accept, frame.id, frame.aux, len(header))
    return fixed + header + frame.payload


def encode_plain_result(request_id: int, aux: int, form: int, payload: bytes) -> bytes:
    """The bytes of a RESULT without a header: what `encode` gives, for the one frame that is sent all the time."""
    return _FIXED.pack(_FIXED_AFTER_LENGTH + len(payload), protocol.RESULT, 0, form, 0, request_id, aux, 0) + payload


def encode_plain_chunk(request_id: int, form: int, payload: bytes) -> bytes:
    """The bytes of a CHUNK without a header: what `encode` gives, for the items of a fast stream."""
    return _FIXED.pack(_FIXED_AFTER_LENGTH + len(payload), protocol.CHUNK, 0, form, 0, request_id, 0, 0) + payload


_header_encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _encode_header(header: dict[str, Any]) -> bytes:
    text = _header_encoder.encode(header)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return escape_lone_surrogates(text).encode()


def escape_lone_surrogates(text: str) -> str:
    """JSON text in which halves of surrogate pairs, which have no UTF-8, are written as JSON.stringify writes them."""
    return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
