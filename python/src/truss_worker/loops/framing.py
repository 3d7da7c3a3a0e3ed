"""How the items of a stream become bytes (specs/wire-protocol.md 3.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from truss_worker.values.json_encode import encode_json

if TYPE_CHECKING:
    from collections.abc import Callable

_BYTES: Final = (bytes, bytearray, memoryview)
_CONTENT_TYPES: Final = {"ndjson": "application/x-ndjson", "sse": "text/event-stream"}


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
        return self._to_bytes(item)

    def ending(self) -> bytes:
        """What follows the last item: the end mark that OpenAI's clients wait for, where values were framed here."""
        return b"data: [DONE]\n\n" if self._leaves_text and self._framed_values else b""

    def _to_event(self, item: Any) -> bytes:
        if isinstance(item, _BYTES):
            return bytes(item)
        if isinstance(item, str):
            return item.encode() if self._leaves_text else _event_of(item)
        self._framed_values = True
        return b"data: " + encode_json(item) + b"\n\n"


def join(items: list[Any]) -> Any:
    """The whole stream as one value: one string if all items are text, else a list of them."""
    if not all(isinstance(item, (str, *_BYTES)) for item in items):
        return items
    whole = b"".join(item.encode() if isinstance(item, str) else bytes(item) for item in items)
    return whole.decode(errors="replace")


def _to_raw(item: Any) -> bytes:
    if isinstance(item, str):
        return item.encode()
    return _to_line(item)


def _to_line(item: Any) -> bytes:
    return bytes(item) if isinstance(item, _BYTES) else encode_json(item) + b"\n"


def _event_of(text: str) -> bytes:
    # Each line for itself, since a line break ends an event's data.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "".join(f"data: {line}\n" for line in lines).encode() + b"\n"
