"""How the items of a stream become bytes (specs/wire-protocol.md 3.7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from truss_worker.values.json_encode import encode_json
from truss_worker.values.text_encode import encode_text

if TYPE_CHECKING:
    from collections.abc import Callable

_BYTES: Final = (bytes, bytearray, memoryview)
_CONTENT_TYPES: Final = {"ndjson": "application/x-ndjson", "sse": "text/event-stream"}
# Methods whose clients tell events by their name, and know no end mark.
_NAMED_EVENTS: Final = ("messages", "responses")
# Whole server-sent events, as models write them that frame their text themselves.
_OWN_FRAMES: Final = re.compile(r"(?:(?:(?:data|event|id|retry)?:[^\r\n]*(?:\r\n|\r|\n))+(?:\r\n|\r|\n))+")
# Line breaks for Python's `splitlines`, by which clients cut a stream into lines, and for nobody else.
_OTHER_LINE_BREAKS: Final = (
    (b"\xc2\x85", rb"\u0085"),
    (b"\xe2\x80\xa8", rb"\u2028"),
    (b"\xe2\x80\xa9", rb"\u2029"),
)


class Framing:
    """How the items of one stream become the payloads of CHUNK frames.

    Args:
        mode: raw, ndjson or sse.
        method: the model's method; all but predict frame their own text.
    """

    def __init__(self, mode: str, method: str) -> None:
        self._mode = mode
        self._to_bytes: Callable[[Any], bytes] = {"ndjson": _to_line, "sse": self._to_event}.get(mode, _to_raw)
        self._leaves_text = method != "predict"
        self._names_events = method in _NAMED_EVENTS
        self._framed_values = False

    def content_type(self, first: Any) -> str:
        """The media type of the stream, which the first item decides where the mode does not."""
        if self._mode in _CONTENT_TYPES:
            return _CONTENT_TYPES[self._mode]
        if isinstance(first, str):
            return "text/plain; charset=utf-8"
        return "application/octet-stream" if isinstance(first, _BYTES) else _CONTENT_TYPES["ndjson"]

    def payload(self, item: Any) -> bytes:
        """The bytes of an item. Raises WorkerError (RESULT_NOT_ENCODABLE)."""
        payload = self._to_bytes(item)
        if self._to_bytes is _to_raw and not isinstance(item, (str, *_BYTES)):
            # Text after a value is a line too, or the lines could not be told apart.
            self._to_bytes = _to_line
        return payload

    def ending(self) -> bytes:
        """What follows the last item: the end mark that OpenAI's clients wait for, where values were framed here."""
        return b"data: [DONE]\n\n" if self._leaves_text and self._framed_values else b""

    def _to_event(self, item: Any) -> bytes:
        if isinstance(item, _BYTES):
            return bytes(item)
        if isinstance(item, str):
            return encode_text(item) if self._leaves_text or _OWN_FRAMES.fullmatch(item) else _event_of(item)
        name = _name_of(item) if self._names_events else None
        self._framed_values = self._framed_values or not self._names_events
        event = b"data: " + _encode_line(item) + b"\n\n"
        return event if name is None else b"event: " + encode_text(name) + b"\n" + event


def join(items: list[Any]) -> Any:
    """The whole stream as one value: one string if all items are text, else a list of them."""
    if not all(isinstance(item, (str, *_BYTES)) for item in items):
        return items
    whole = b"".join(encode_text(item) if isinstance(item, str) else bytes(item) for item in items)
    return whole.decode(errors="replace")


def _to_raw(item: Any) -> bytes:
    if isinstance(item, str):
        return encode_text(item)
    return _to_line(item)


def _to_line(item: Any) -> bytes:
    return bytes(item) if isinstance(item, _BYTES) else _encode_line(item) + b"\n"


def _encode_line(item: Any) -> bytes:
    """The value as JSON that every client takes for one line."""
    line = encode_json(item)
    if line.isascii():
        return line
    for raw, escaped in _OTHER_LINE_BREAKS:
        line = line.replace(raw, escaped)
    return line


def _name_of(item: Any) -> str | None:
    """The type of an event, which is its name, too; None where it has none that fits on a line."""
    name = item.get("type") if isinstance(item, dict) else getattr(item, "type", None)
    return name if isinstance(name, str) and name.isprintable() and name else None


def _event_of(text: str) -> bytes:
    # Each line for itself, since a line break ends an event's data.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return encode_text("".join(f"data: {line}\n" for line in lines)) + b"\n"
