"""What a debugger in the model's code talks to: the terminal that the worker was started with, if it was with one."""

from __future__ import annotations

import os
import sys
from typing import Any, Final

_HINT: Final = "A debugger needs a terminal: run `truss predict --debug` in one."


class NoTerminalError(RuntimeError):
    """The model wants to be debugged, and nobody could type anything."""


def refuse_breakpoints() -> None:
    """Has `breakpoint()` say where a debugger works, where there is no terminal and no other debugger was chosen."""
    if not _has_terminal() and "PYTHONBREAKPOINT" not in os.environ:
        sys.breakpointhook = _refuse


def debugger_hint(error: BaseException) -> str | None:
    """What to do where a debugger had nobody to talk to; None for every other exception."""
    # By its name, so that the debugger need not be imported.
    is_debuggers = isinstance(error, NoTerminalError) or type(error).__name__ == "BdbQuit"
    return _HINT if is_debuggers and not _has_terminal() else None


def _refuse(*_: Any, **__: Any) -> None:
    raise NoTerminalError("breakpoint() has no terminal here")


def _has_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()
