"""What a child that the model's code forks does with the worker's channels: nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

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
