"""The module that held `TrussHandle` in 2022: the same class as in `truss`."""

from __future__ import annotations

from truss._handle.handle import TrussHandle

__all__ = ["TrussHandle"]
