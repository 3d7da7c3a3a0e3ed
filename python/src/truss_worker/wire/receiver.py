"""Receiving from the data channel without falling asleep between two requests of a busy client."""

from __future__ import annotations

import select
from socket import MSG_WAITALL
from time import perf_counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from socket import socket

    from truss_worker.wire.codec import Decoder, Frame

# At most so many in one call: for more, the C library asks the kernel for fresh memory each time, 12 µs.
_RECEIVE_BYTES: Final = 64 * 1024

# Two looks of a polling worker are some µs apart. After this, others had the processor, and for a second polling wins
# nothing (src/core/inference/crowd-watch.ts).
_PUT_ASIDE_SECONDS: Final = 0.001
_CROWDED_SECONDS: Final = 1.0


def receive_frames(data: socket, decoder: Decoder, flags: int = 0) -> list[Frame] | None:
    """The frames that the next bytes of a channel complete; None when the server sends no more.

    Raises:
        CodecError: what has come are no frames.
        OSError: the server is gone; BlockingIOError, where nothing has come and waiting was not wanted.
    """
    room = decoder.room
    if room is not None:
        count = data.recv_into(room, 0, flags)
        return decoder.fill(count) if count else None
    received = data.recv(_RECEIVE_BYTES, flags)
    return decoder.push(received) if received else None


class Receiver:
    """Waits for requests: polling for a moment where they came soon the last time, else asleep.

    A processor that sleeps takes 30 to 50 µs to wake on a virtual machine. At one connection, a no-op model's median
    latency is 0.35 to 0.75 of FastAPI's with polling, as the scheduler places the processes, and 0.66 to 0.76 without.
    After a pause longer than the window it sleeps, so an idle worker costs nothing.

    Args:
        data: the data channel, blocking.
        decoder: what finds the frames.
        poll_seconds: how long to poll; 0 where there is no processor to spare.
    """

    def __init__(self, data: socket, decoder: Decoder, poll_seconds: float) -> None:
        self._data = data
        self._decoder = decoder
        self._poll_seconds = poll_seconds
        poll = select.poll()
        poll.register(data, select.POLLIN)
        self._look = poll.poll
        self._last_wait = float("inf")
        self._crowded_until = 0.0

    def receive(self) -> list[Frame] | None:
        """The next frames; none of them where one is not whole yet, None when the server sends no more.

        Raises:
            CodecError: what has come are no frames.
            OSError: the server is gone.
        """
        if self._decoder.room is not None:
            # In one call, however many wake-ups of the server it takes to send it.
            return receive_frames(self._data, self._decoder, MSG_WAITALL)
        began = perf_counter()
        if self._last_wait < self._poll_seconds and began >= self._crowded_until:
            self._poll(began)
        frames = receive_frames(self._data, self._decoder)
        self._last_wait = perf_counter() - began
        return frames

    def _poll(self, began: float) -> None:
        """Returns when something has come, the time is over, or others want the processor."""
        last = began
        while True:
            # Not `recv` without waiting, whose exception costs twice as much as the look.
            has_come = self._look(0)
            now = perf_counter()
            if now - last > _PUT_ASIDE_SECONDS:
                self._crowded_until = now + _CROWDED_SECONDS
                return
            if has_come or now - began >= self._poll_seconds:
                return
            last = now
