"""Ends what was started."""

from __future__ import annotations

from truss._server import stop_servers


def kill_all() -> None:
    """Stops every server that `TrussHandle.serve` has started in this process and that still runs.

    Each finishes the requests that it has accepted. Servers of other processes and of `truss serve` in a terminal are
    not touched. In 2022 this ended containers: this version of Truss makes none.
    """
    stop_servers()
