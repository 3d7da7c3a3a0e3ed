"""What the control channel says of requests, kept for the thread that computes them."""

from __future__ import annotations

from threading import Condition
from typing import TYPE_CHECKING, Final

from truss_worker.process.traces import close_trace

if TYPE_CHECKING:
    from collections.abc import Callable

# A CANCEL whose request is answered already is never asked for; the oldest are forgotten. The server has fewer
# requests under way than this.
_MAX_REMEMBERED: Final = 10_000


class Signals:
    """Which requests are cancelled, and how much credit each stream has."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._cancelled: dict[int, None] = {}
        self._credit: dict[int, int] = {}
        self._listener: Callable[[int], None] | None = None

    def listen(self, listener: Callable[[int], None]) -> None:
        """Has the listener called, by the control thread, with the id of each request that something is said of."""
        self._listener = listener

    def cancel(self, request_id: int) -> None:
        """The client has left, or the time is up."""
        if request_id in self._cancelled:
            return
        with self._changed:
            self._cancelled[request_id] = None
            if len(self._cancelled) > _MAX_REMEMBERED:
                del self._cancelled[next(iter(self._cancelled))]
            self._changed.notify_all()
        self._tell(request_id)

    def add_credit(self, request_id: int, count: int) -> None:
        """The reader of a stream has taken that many bytes; nothing if the stream has ended."""
        with self._changed:
            if request_id in self._credit:
                self._credit[request_id] += count
                self._changed.notify_all()
        self._tell(request_id)

    def is_cancelled(self, request_id: int) -> bool:
        """Whether a CANCEL has come for the request."""
        return request_id in self._cancelled

    def open_stream(self, request_id: int, window_bytes: int) -> None:
        """From now on the stream has that much credit."""
        self._credit[request_id] = window_bytes

    def may_go_on(self, request_id: int) -> bool:
        """Whether the stream may take its next item; always, where nothing bounds it."""
        return self._credit.get(request_id, 1) > 0

    def spend(self, request_id: int, count: int) -> None:
        """Takes the bytes of a chunk off the stream's credit."""
        with self._changed:
            self._credit[request_id] -= count

    def wait(self, request_id: int) -> None:
        """Waits until the stream may go on or is cancelled."""
        with self._changed:
            while not self.may_go_on(request_id) and not self.is_cancelled(request_id):
                self._changed.wait()

    def forget(self, request_id: int) -> None:
        """The request has been answered."""
        close_trace(request_id)
        # Nearly always there is nothing to forget, and the lock costs as much as a small request's JSON.
        if request_id in self._cancelled or request_id in self._credit:
            with self._changed:
                self._cancelled.pop(request_id, None)
                self._credit.pop(request_id, None)

    def _tell(self, request_id: int) -> None:
        if self._listener is not None:
            self._listener(request_id)
