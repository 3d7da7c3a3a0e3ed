"""Progress for people: one line that is written over, in a terminal or a notebook."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any, TextIO


class ProgressLine:
    """Shows what the engine is doing; a context manager that leaves the line empty.

    Nothing is shown with `TRUSS_QUIET`, or where nobody looks (a pipe, a log file).
    """

    def __init__(self) -> None:
        self._stream = _watched_stream()
        self._width = 0

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        self._show("")
        if self._stream is not None and self._width:
            self._stream.write("\r")
            self._stream.flush()

    def __call__(self, event: Mapping[str, Any]) -> None:
        """Shows one event of the engine: `{phase, message, done?, total?}`."""
        done, total = event.get("done"), event.get("total")
        count = f" ({done}/{total})" if done is not None and total else ""
        self._show(f"{event.get('message', '')}{count}")

    def say(self, message: str) -> None:
        """Shows a message of Python's own."""
        self._show(message)

    def _show(self, text: str) -> None:
        if self._stream is None or not (text or self._width):
            return
        # Padding rather than an escape sequence: a notebook understands only the carriage return.
        self._stream.write("\r" + text.ljust(self._width))
        self._stream.flush()
        self._width = max(self._width, len(text))


def _watched_stream() -> TextIO | None:
    if is_quiet():
        return None
    if type(sys.stdout).__module__.startswith("ipykernel"):
        return sys.stdout  # what goes to stderr is shown in red there
    return sys.stderr if sys.stderr is not None and sys.stderr.isatty() else None


def is_quiet() -> bool:
    """Whether `TRUSS_QUIET` asks for silence."""
    return os.environ.get("TRUSS_QUIET", "") not in ("", "0")
