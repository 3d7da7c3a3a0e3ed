"""Answers on their way to the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Union

if TYPE_CHECKING:
    from socket import socket
    from threading import Lock

Piece = Union[bytes, memoryview]

# Linux takes 1024 pieces in one call.
MAX_PIECES: Final = 1000


class Outbox:
    """Collects answers, and sends all of them in one call.

    Args:
        data: the data channel.
        lock: taken while something is sent, since another thread may send on the same channel.
    """

    def __init__(self, data: socket, lock: Lock) -> None:
        self._data = data
        self._lock = lock
        self._pieces: list[Piece] = []

    def add(self, answer: bytes) -> None:
        """Adds the bytes of a frame to what the next `flush` sends."""
        self._pieces.append(answer)

    def flush(self) -> None:
        """Sends what is there; returns when the kernel has all of it."""
        if not self._pieces:
            return
        with self._lock:
            while self._pieces:
                sent = self._data.sendmsg(self._pieces[:MAX_PIECES])
                self._pieces = drop_sent(self._pieces, sent)


def drop_sent(pieces: list[Piece], sent: int) -> list[Piece]:
    """What is left of the pieces when the first `sent` bytes of them are gone.

    Nothing is copied: a large answer leaves in hundreds of parts, and a copy of its rest for each took seconds.
    """
    for index, piece in enumerate(pieces):
        if sent < len(piece):
            return [memoryview(piece)[sent:], *pieces[index + 1 :]]
        sent -= len(piece)
    return []
