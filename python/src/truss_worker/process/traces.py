"""The traces that requests belong to (W3C trace context), for what the model asks of others on their behalf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truss_worker.process.logs import current_request

if TYPE_CHECKING:
    from truss_worker.wire.codec import Frame

_HEADERS = ("traceparent", "tracestate")

_open: dict[int, dict[str, str]] = {}


def open_trace(request: Frame) -> None:
    """A request has come that may belong to a trace."""
    if "traceparent" in request.header:
        _open[request.id] = {name: request.header[name] for name in _HEADERS if name in request.header}


def close_trace(request_id: int) -> None:
    """A request was answered."""
    if _open:
        _open.pop(request_id, None)


def trace_headers() -> dict[str, str]:
    """The trace of the request that is being answered, as headers for what is asked on its behalf.

    Returns:
        `traceparent`, and `tracestate` where there is one, of W3C trace context; empty where the request belongs to no
        trace, in a call that is made for several requests together, and outside a worker.
    """
    return dict(_open.get(current_request.get(), {}))
