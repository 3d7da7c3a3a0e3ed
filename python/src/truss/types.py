"""The module that held `Example` in 2022: the same class as in `truss`."""

from __future__ import annotations

from truss._example import Example

__all__ = ["Example"]
