"""The chunks of streams on their way to the server: each at once while they come slowly, else several in one call."""

from __future__ import annotations

from collections import deque
from threading import Event, Thread
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Final

from truss_worker.wire.outbox import MAX_PIECES, drop_sent

if TYPE_CHECKING:
    from socket import socket
    from threading import Lock

    from truss_worker.wire.outbox import Piece

# Who makes items faster than this is no language model, and a system call for each would cost more than the item.
_FAST_SECONDS: Final = 0.0002
# So long, and no more bytes than these, an item waits for the next ones.
_HELD_SECONDS: Final = 0.001
_HELD_BYTES: Final = 32 * 1024


class StreamSender:
    """Sends the frames of streams.

    Items that come fast wait for each other for a millisecond: 10,000 small ones take a fifth of the processor's time
    by that. What waits when the model stops to think is sent by a thread, which sleeps while nothing is fast.

    Args:
        data: the data channel.
        lock: taken while something is sent.
    """

    def __init__(self, data: socket, lock: Lock) -> None:
        self._data = data
        self._lock = lock
        # Two threads use it, so nothing takes its place.
        self._held: deque[bytes] = deque()
        self._held_bytes = 0
        self._last_at = self._sent_at = float("-inf")
        self._is_held = Event()
        self._helper: Thread | None = None

    def send(self, chunk: bytes) -> None:
        """Sends the bytes of a CHUNK, now or within a millisecond or two. Raises OSError if the server is gone."""
        now = perf_counter()
        self._held.append(chunk)
        self._held_bytes += len(chunk)
        is_slow = now - self._last_at > _FAST_SECONDS
        self._last_at = now
        if is_slow or now - self._sent_at > _HELD_SECONDS or self._held_bytes > _HELD_BYTES:
            self._sent_at = now
            self.flush()
        elif not self._is_held.is_set():
            self._wake_helper()

    def flush(self) -> None:
        """Sends what waits; returns when the kernel has all of it."""
        with self._lock:
            pieces: list[Piece] = []
            while self._held:
                pieces.append(self._held.popleft())
            self._held_bytes = 0
            while pieces:
                pieces = drop_sent(pieces, self._data.sendmsg(pieces[:MAX_PIECES]))

    def _wake_helper(self) -> None:
        self._is_held.set()
        if self._helper is None:
            self._helper = Thread(target=self._help, name="truss-stream", daemon=True)
            self._helper.start()

    def _help(self) -> None:
        while True:
            self._is_held.wait()
            sleep(_HELD_SECONDS)
            self._is_held.clear()
            try:
                self.flush()
            except OSError:
                # The server is gone, which the thread of the stream sees, too.
                return
