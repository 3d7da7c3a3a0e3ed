"""Ends what was started, and removes what was left."""

from __future__ import annotations

from pathlib import Path

from truss._engine_client import engine
from truss._frames import hides_frames
from truss._handle.containers import kill_containers
from truss._reports.report import report_freed
from truss._server import stop_servers


@hides_frames
def kill_all() -> None:
    """Stops every server that `TrussHandle.serve` has started in this process, and ends all containers of trusses.

    A server finishes the requests that it has accepted. Servers of other processes and of `truss serve` in a terminal
    are not touched; containers end whoever has started them, with `docker_run` or `truss image run`.
    """
    stop_servers()
    kill_containers()


@hides_frames
def cleanup(*, unused_for_days: float | None = None, dry_run: bool = False) -> list[Path]:
    """Frees the space under `TRUSS_HOME` (`~/.truss`) that nothing needs: it is made again where it is.

    Caches go, what killed commands have left, and environments that cannot be used any more. Secrets, locks and trusses
    stay, and so does what another command is at work on.

    Args:
        unused_for_days: environments that were not used for so long go as well; 0: all of them.
        dry_run: only say what would go.

    Returns:
        The paths that went, or would go.

    Raises:
        TrussError: `FILE_UNWRITABLE`.
    """
    answer = engine().call("cleanup", {"unusedForDays": unused_for_days, "dryRun": dry_run})
    removed = answer["removed"]
    report_freed(sum(leftover["bytes"] for leftover in removed), len(removed), dry_run)
    return [Path(leftover["path"]) for leftover in removed]
