"""What a model answers with that is more than a value: a response of its own, ours or Starlette's, and a stream."""

from __future__ import annotations

from os import PathLike
from types import GeneratorType
from typing import Any, Final

from truss_worker.errors import WorkerError
from truss_worker.values.answer import PLAIN_TYPES, Answer
from truss_worker.wire import protocol

# Counted and framed by the server, which may compress.
_NOT_THE_MODELS: Final = ("content-length", "transfer-encoding", "connection")


def is_response(value: Any) -> bool:
    """Whether the value has what a response has, whichever class it is of."""
    return _has_status(value) and (isinstance(getattr(value, "body", None), bytes) or _is_file(value))


def is_streaming_response(value: Any) -> bool:
    """Whether the value has what Starlette's StreamingResponse has."""
    return _has_status(value) and hasattr(value, "body_iterator")


def is_stream(value: Any) -> bool:
    """Whether the value is an iterator (a list is none), something for `async for`, or a response with one inside."""
    if type(value) in PLAIN_TYPES:
        return False
    return hasattr(value, "__next__") or hasattr(value, "__aiter__") or is_streaming_response(value)


def is_endless(value: Any) -> bool:
    """Whether the value is a stream whose items only a client can take: a generator, or something for `async for`.

    What `zip` and `map` give is an iterator too, over what is there already: a postprocess goes through it.
    """
    return is_stream(value) and (
        isinstance(value, GeneratorType) or hasattr(value, "__aiter__") or is_streaming_response(value)
    )


def encode_response(value: Any) -> Answer:
    """The response's bytes, with its status and headers.

    Raises:
        OSError: if the file that it names cannot be read.
        WorkerError: as `header_of`.
    """
    if not _is_file(value):
        return Answer(protocol.FORM_RAW, value.body, header_of(value))
    with open(value.path, "rb") as file:
        return Answer(protocol.FORM_RAW, file.read(), header_of(value))


def header_of(response: Any) -> dict[str, Any]:
    """What a response says beside its bytes, as the header of a RESULT or of a first CHUNK.

    Raises:
        WorkerError: RESULT_NOT_ENCODABLE where no response of HTTP can have its status.
    """
    if not 200 <= response.status_code <= 599:
        message = f"The model's response has the status {response.status_code}, which no answer of HTTP can have"
        raise WorkerError("RESULT_NOT_ENCODABLE", message, "Give one from 200 to 599.")
    header: dict[str, Any] = {"contentType": "application/octet-stream"}
    headers = []
    for name, text in _headers_of(response):
        if name == "content-type":
            header["contentType"] = text
        elif name not in _NOT_THE_MODELS:
            headers.append([name, text])
    if response.status_code != 200:
        header["status"] = response.status_code
    if headers:
        header["headers"] = headers
    return header


def _is_file(value: Any) -> bool:
    """Whether it is Starlette's FileResponse, which has the path of a file instead of bytes."""
    return not hasattr(value, "body") and isinstance(getattr(value, "path", None), (str, PathLike))


def _has_status(value: Any) -> bool:
    return isinstance(getattr(value, "status_code", None), int) and hasattr(value, "headers")


def _headers_of(response: Any) -> list[tuple[str, str]]:
    # Starlette's raw headers keep a name that stands twice, such as set-cookie.
    raw = getattr(response, "raw_headers", None)
    if raw is not None:
        return [(name.decode("latin-1").lower(), text.decode("latin-1")) for name, text in raw]
    return [(name.lower(), text) for name, text in response.headers.items()]
