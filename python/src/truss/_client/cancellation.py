"""A way to end, from another thread, what a thread waits for at a socket."""

from __future__ import annotations

import contextlib
import socket
import threading


class Cancellation:
    """Ends an exchange: who waits for its socket gets an error at once, and the server learns that nobody waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.is_cancelled = False

    def watch(self, connected: socket.socket | None) -> None:
        """Says at which socket the exchange waits from now on; None: at none."""
        with self._lock:
            self._socket = connected
            if self.is_cancelled:
                self._shut()

    def cancel(self) -> None:
        """Ends the exchange."""
        with self._lock:
            self.is_cancelled = True
            self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
