"""numpy, where the model's environment has it. Imported at the first tensor: it takes longer than a worker's start."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def find_numpy() -> Any:
    """The module, or None."""
    try:
        import numpy as np
    except Exception:  # noqa: BLE001 - a build that does not fit this machine raises more than ImportError
        return None
    return np
