"""What the loops that answer requests have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame, unpack_batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from socket import socket

    from truss_worker.forms.context import Context
    from truss_worker.model.methods.method import Method
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
