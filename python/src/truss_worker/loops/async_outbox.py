"""Answers on their way to the server, from an event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truss_worker.wire.outbox import MAX_PIECES, drop_sent

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Future
    from socket import socket

    from truss_worker.wire.outbox import Piece


class AsyncOutbox:
    """Collects the answers of one turn of the loop, and sends all of them in one call.

    Args:
        loop: the loop that all methods are called in.
        data: the data channel, not blocking.
    """

    def __init__(self, loop: AbstractEventLoop, data: socket) -> None:
        self._loop = loop
        self._data = data
        self._pieces: list[Piece] = []
        self._is_scheduled = False
        self._drained: Future[None] | None = None

    def add(self, answer: bytes) -> None:
        """Adds the bytes of a frame to what is sent at the end of this turn."""
        self._pieces.append(answer)
        if not self._is_scheduled:
            self._is_scheduled = True
            self._loop.call_soon(self._send)

    async def drain(self) -> None:
        """Returns when the kernel has all that was added. Raises OSError if the server is gone."""
        if self._pieces:
            self._drained = self._loop.create_future()
            await self._drained

    def _send(self) -> None:
        self._is_scheduled = False
        try:
            while self._pieces:
                sent = self._data.sendmsg(self._pieces[:MAX_PIECES])
                self._pieces = drop_sent(self._pieces, sent)
        except BlockingIOError:
            self._is_scheduled = True
            self._loop.add_writer(self._data, self._send_on)
        except OSError as error:
            self._pieces = []
            if self._drained is not None:
                self._drained.set_exception(error)
        else:
            if self._drained is not None:
                self._drained.set_result(None)

    def _send_on(self) -> None:
        self._loop.remove_writer(self._data)
        self._send()
