"""What a child that the model's code forks has of the worker: none of its channels, and no way back into it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from socket import socket


def close_in_children(channels: list[socket]) -> None:
    """Closes the channels in every child that this process forks.

    They are this process's alone: a copy keeps the channels of a dead worker open, and a child that comes back to the
    worker's loop answers its parent's requests with it.
    """

    def close() -> None:
        for channel in channels:
            channel.close()

    os.register_at_fork(after_in_child=close)


def end_child(error: BaseException | None) -> NoReturn:
    """Ends a child that has come back from the code that forked it.

    It has no thread but the one that it was forked in, and none that takes what this one gives: it would wait for ever,
    and with it a parent that waits for its end.

    Args:
        error: what the code raised; the status is the one that Python ends with.
    """
    status = 0 if error is None else 1
    if isinstance(error, SystemExit):
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status & 0xFF)
