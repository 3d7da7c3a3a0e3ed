"""What the loops that answer requests have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from truss_worker.wire import protocol
from truss_worker.wire.codec import CodecError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from socket import socket

    from truss_worker.forms.context import Context
    from truss_worker.model.batching.together import Together
    from truss_worker.model.methods.method import Method
    from truss_worker.process.signals import Signals
    from truss_worker.wire.codec import Frame
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
    together: Together | None = None
    """What computes several predictions in one call; None: each is computed alone."""


class Intake:
    """Finds the requests among the frames of a data channel, and which of them are to be computed together.

    Args:
        is_merging: whether batches are of any use; else their requests are given one by one.
        go_on: takes a CHUNK or END, which continues a request. Without it they are dropped: the request that they
            continue was refused when it came.
    """

    def __init__(self, *, is_merging: bool, go_on: Callable[[Frame], None] | None = None) -> None:
        self._is_merging = is_merging
        self._go_on = go_on
        # Of the batch whose requests are coming.
        self._missing = 0
        self._batch: list[Frame] = []

    def take(self, frames: list[Frame]) -> Iterator[list[Frame]]:
        """Gives each request in a list of its own, and a batch, when it is complete, in one. Raises CodecError."""
        for frame in frames:
            kind = frame.kind
            if self._missing:
                if kind != protocol.REQUEST or frame.flags & protocol.FLAG_MORE:
                    raise CodecError("FRAME_MALFORMED", f"a frame of kind {kind} where a request of a batch was due")
                self._missing -= 1
                self._batch.append(frame)
                if not self._missing:
                    batch, self._batch = self._batch, []
                    yield batch
            elif kind == protocol.REQUEST:
                yield [frame]
            elif kind == protocol.BATCH and self._is_merging:
                self._missing = frame.aux
            elif self._go_on is not None and kind in (protocol.CHUNK, protocol.END):
                self._go_on(frame)
