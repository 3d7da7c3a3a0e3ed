"""What the loops that answer requests have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from truss_worker.errors import WorkerError
from truss_worker.forms.table import decode_body
from truss_worker.http.starlette_objects import make_request
from truss_worker.model.methods.method import Method, find_method
from truss_worker.model.methods.served_methods import WEBSOCKET
from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame, unpack_batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from socket import socket

    from truss_worker.forms.context import Context
    from truss_worker.process.signals import Signals
    from truss_worker.wire.limits import Limits
    from truss_worker.wire.progress import Progress


class Serving(NamedTuple):
    """A loaded model and the channels to its server."""

    methods: dict[str, Method]
    data: socket
    progress: Progress
    signals: Signals
    limits: Limits
    context: Context
    send_control: Callable[[Frame], None]
    """Sends a frame on the control channel."""


def requests_in(frames: list[Frame], go_on: Callable[[Frame], None] | None = None) -> Iterator[Frame]:
    """The requests among the frames; those of a BATCH one by one, since merging is not supported yet.

    Args:
        frames: what has come.
        go_on: takes a CHUNK or END, which continues a request. Without it they are dropped: the request that they
            continue was refused when it came.
    """
    for frame in frames:
        if frame.kind == protocol.REQUEST:
            yield frame
        elif frame.kind == protocol.BATCH:
            yield from unpack_batch(frame)
        elif go_on is not None and frame.kind in (protocol.CHUNK, protocol.END):
            go_on(frame)


def method_for(serving: Serving, request: Frame) -> Method:
    """The method that the request asks for.

    Raises:
        WorkerError: MODEL_METHOD_MISSING; WIRE_UNSUPPORTED for another request than a WebSocket that goes on in
            further frames.
    """
    name = request.header.get("method", "predict")
    if (request.flags & protocol.FLAG_MORE) != (name == WEBSOCKET):
        raise WorkerError("WIRE_UNSUPPORTED", "Only a WebSocket goes on in further frames, and always does")
    return find_method(serving.methods, name)


def arguments_for(serving: Serving, method: Method, request: Frame) -> tuple[Any, Any]:
    """The body and the `Request` for a call of the method, each None where it takes none of it.

    Raises:
        WorkerError: REQUEST_BODY_INVALID and others of `decode_body`; REQUEST_INPUT_INVALID.
    """
    body = decode_body(request, serving.context) if method.takes_body else None
    if method.read_input is not None:
        body = method.read_input(body)
    if method.request_class is None:
        return body, None
    http = request.header.get("http", {})
    return body, make_request(
        method.request_class, http, request.payload, lambda: serving.signals.is_cancelled(request.id)
    )
