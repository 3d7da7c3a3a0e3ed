"""What is doubtful, told where the user's program did it."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from truss.errors import TrussWarning


def warn_of(issues: Iterable[Mapping[str, Any]]) -> None:
    """Warns of issues that the engine has found, with the place of the first caller outside of this package.

    Args:
        issues: as in `TrussError.issues`.
    """
    for issue in issues:
        hint = f" ({issue['hint']})" if issue.get("hint") else ""
        warnings.warn(f"{issue['message']}{hint}", TrussWarning, stacklevel=_level_of_the_caller())


def _level_of_the_caller() -> int:
    """How many frames above `warn_of` the first one outside of this package is, as `warnings.warn` counts."""
    level, frame = 0, inspect.currentframe()
    while frame is not None and str(frame.f_globals.get("__name__", "")).startswith("truss."):
        level, frame = level + 1, frame.f_back
    return level
