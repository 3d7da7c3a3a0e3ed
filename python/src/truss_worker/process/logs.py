"""What the model writes with `logging`, sent as LOG frames: with its level, its logger and its request."""

from __future__ import annotations

import os
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from truss_worker.process.stdio import say
from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

_MAX_CHARACTERS: Final = 100_000

current_request: ContextVar[int] = ContextVar("current_request", default=0)
"""The id of the request that this code is run for."""


def send_logs(send: Callable[[Frame], None]) -> None:
    """Sends what is logged from INFO on, unless the model has arranged its logging itself.

    Nothing happens where nobody has imported `logging`, since its import takes longer than a worker's handshake;
    so this is called again when more of the model's code has run.

    Args:
        send: sends a frame on the control channel.
    """
    logging = sys.modules.get("logging")
    if logging is None or logging.root.handlers:
        return
    logging.root.addHandler(_make_handler(logging, send))
    if logging.root.level == logging.WARNING:  # what it is where nobody has set it
        logging.root.setLevel(logging.INFO)


def _make_handler(logging: Any, send: Callable[[Frame], None]) -> Any:
    formatter = logging.Formatter()
    process = os.getpid()

    class FrameHandler(logging.Handler):  # type: ignore[misc] # the module is known only now
        def emit(self, record: logging.LogRecord) -> None:
            text = formatter.format(record)[:_MAX_CHARACTERS]
            if os.getpid() != process:
                # A forked child has no channel, and a lock of it may be held for good.
                say(text)
                return
            header = {"level": record.levelname.lower(), "message": text, "logger": record.name}
            try:
                send(Frame(protocol.LOG, current_request.get(), header=header))
            except OSError:
                say(text)

    return FrameHandler()
