"""Calls whose preprocess runs in threads, on their way back to the thread of predict."""

from __future__ import annotations

import select
from collections import deque
from contextlib import suppress
from socket import socket, socketpair
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from truss_worker.loops.call import Call

_WAKE_BYTES: Final = 4096


class Prepared(NamedTuple):
    """A call that predict is next for, or what its preprocess raised."""

    call: Call
    error: BaseException | None


class PreparedCalls:
    """Hands calls over from threads to the one that waits for requests, too; costs nothing until one is announced.

    Args:
        data: the data channel.
    """

    def __init__(self, data: socket) -> None:
        self._data = data
        self._calls: deque[Prepared] = deque()
        self._poll: select.poll | None = None
        self._theirs: socket | None = None
        self._mine: socket | None = None
        self.pending = 0
        """How many were announced and not taken."""

    def announce(self) -> None:
        """One will be handed over."""
        if self._poll is None:
            self._mine, self._theirs = socketpair()
            self._theirs.setblocking(False)
            self._poll = select.poll()
            self._poll.register(self._data, select.POLLIN)
            self._poll.register(self._mine, select.POLLIN)
        self.pending += 1

    def hand_over(self, prepared: Prepared) -> None:
        """Called in the thread that is done with the call."""
        self._calls.append(prepared)
        # Where that would block, there are wake-ups enough on their way.
        with suppress(BlockingIOError):
            if self._theirs is not None:
                self._theirs.send(b"\0")

    def take(self) -> Prepared | None:
        """The next one; None where none is there."""
        if not self._calls:
            return None
        self.pending -= 1
        return self._calls.popleft()

    def wait(self, *, hears_data: bool) -> bool:
        """Waits until something has come, unless one is there already; gives whether the data channel has something.

        Args:
            hears_data: whether more may come on the data channel.
        """
        if self._poll is None or self._mine is None:
            return hears_data
        if not hears_data:
            self._poll.modify(self._data, 0)
        ready = {descriptor for descriptor, _ in self._poll.poll(0 if self._calls else None)}
        if self._mine.fileno() in ready:
            self._mine.recv(_WAKE_BYTES)
        return hears_data and self._data.fileno() in ready
