"""The module that held `TrussSpec` in 2022: the same class as in `truss`."""

from __future__ import annotations

from truss._handle.spec import TrussSpec

__all__ = ["TrussSpec"]
