"""Connections to one server, kept open between requests and shared by threads."""

from __future__ import annotations

import http.client
import os
import select
import ssl
import threading
from collections import deque

from truss._client.address import Address

# Enough for the threads of a program; more than these are closed after their answer.
_KEPT = 16


class Connections:
    """Hands out connections, each to one exchange at a time.

    Args:
        address: of the server.
        tls: how its certificate is checked; None: the connection is not encrypted.
        connect_timeout: how many seconds a connection may take.
    """

    def __init__(self, address: Address, tls: ssl.SSLContext | None, connect_timeout: float) -> None:
        self._address = address
        self._tls = tls
        self._connect_timeout = connect_timeout
        self._lock = threading.Lock()
        self._idle: deque[http.client.HTTPConnection] = deque()
        self._process = os.getpid()

    def take(self, timeout: float | None) -> http.client.HTTPConnection:
        """Gives a connection on which nothing is under way: an idle one that still lives, else a new one.

        Args:
            timeout: how many seconds the next step may take.

        Raises:
            OSError: it cannot be made.
        """
        while (kept := self._take_idle()) is not None:
            if _is_alive(kept):
                kept.sock.settimeout(timeout)
                return kept
            kept.close()
        limit = self._connect_timeout if timeout is None else min(timeout, self._connect_timeout)
        made = self._make(limit)
        made.connect()
        made.sock.settimeout(timeout)
        return made

    def give_back(self, connection: http.client.HTTPConnection) -> None:
        """Keeps a connection whose answer has been read to its end."""
        with self._lock:
            if len(self._idle) < _KEPT and self._process == os.getpid():
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Closes what is idle."""
        while (kept := self._take_idle()) is not None:
            kept.close()

    def __del__(self) -> None:
        self.close()

    def _make(self, timeout: float) -> http.client.HTTPConnection:
        host, port = self._address.host, self._address.port
        if self._tls is None:
            return http.client.HTTPConnection(host, port, timeout=timeout)
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=self._tls)

    def _take_idle(self) -> http.client.HTTPConnection | None:
        with self._lock:
            if self._process != os.getpid():
                # In a forked child: what the parent has opened is the parent's to use.
                self._idle, self._process = deque(), os.getpid()
            return self._idle.pop() if self._idle else None


def _is_alive(connection: http.client.HTTPConnection) -> bool:
    """Whether nothing has come in while it was idle: that could only be its end, or what nobody asked for."""
    try:
        # Not select(), which knows no descriptor above 1023.
        poll = select.poll()
        poll.register(connection.sock, select.POLLIN)
        return not poll.poll(0)
    except (OSError, ValueError):
        return False
