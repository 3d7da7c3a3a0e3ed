"""Answers on their way to the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from socket import socket

# Linux takes 1024 pieces in one call.
MAX_PIECES = 1000


class Outbox:
    """Collects answers, and sends all of them in one call.

    Args:
        data: the data channel.
    """

    def __init__(self, data: socket) -> None:
        self._data = data
        self._pieces: list[bytes] = []

    def add(self, answer: bytes) -> None:
        """Adds the bytes of a frame to what the next `flush` sends."""
        self._pieces.append(answer)

    def flush(self) -> None:
        """Sends what is there; returns when the kernel has all of it."""
        while self._pieces:
            sent = self._data.sendmsg(self._pieces[:MAX_PIECES])
            self._pieces = drop_sent(self._pieces, sent)


def drop_sent(pieces: list[bytes], sent: int) -> list[bytes]:
    """What is left of the pieces when the first `sent` bytes of them are gone."""
    for index, piece in enumerate(pieces):
        if sent < len(piece):
            return [piece[sent:], *pieces[index + 1 :]]
        sent -= len(piece)
    return []
