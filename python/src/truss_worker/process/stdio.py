"""The standard streams of a worker, which the server reads line by line."""

from __future__ import annotations

import sys
from contextlib import suppress


def buffer_by_line() -> None:
    """Has each line written at once, where Python collects 8 KiB of what goes into a pipe."""
    for stream in (sys.stdout, sys.stderr):
        # A stream that something else has put there has no such method.
        with suppress(AttributeError):
            stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]


def say(message: str) -> None:
    """Writes a message of the worker itself to the log."""
    with suppress(Exception):
        sys.stderr.write(message.rstrip("\n") + "\n")
        sys.stderr.flush()


def flush() -> None:
    """Writes what is still held back."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
