"""The module that held `mk_truss`, `cleanup` and their like in 2022: the same functions as in `truss`."""

from __future__ import annotations

from truss._lifecycle import cleanup, kill_all
from truss._mk_truss import mk_truss
from truss._projects import from_directory, init

__all__ = ["cleanup", "from_directory", "init", "kill_all", "mk_truss"]
