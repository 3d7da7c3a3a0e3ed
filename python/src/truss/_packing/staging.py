"""Where a truss is put together before it takes its place."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from truss.errors import error_of

_PREFIX = ".truss-staging-"

_SECONDS_TO_LOCK = 60.0
"""Far more than passes between making a directory and taking its lock."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""No space, none that is the user's to fill, or no file that may grow so large."""


@contextmanager
def staging_beside(target: str) -> Iterator[Path]:
    """A directory on the target's file system, from where its contents can be moved without another copy.

    It is removed at the end. What a killed process has left beside it goes as well.

    Args:
        target: an absolute path; nothing need be there.

    Raises:
        TrussError: `FILE_UNWRITABLE`; `DISK_FULL`, also where the block runs into it.
    """
    place = Path(target).parent
    while not place.is_dir():
        place = place.parent
    with ExitStack() as held:
        try:
            staging = _make_staging(place, held)
        except OSError as error:
            raise error_of(
                "FILE_UNWRITABLE", f"{place} cannot be written: {error.strerror}", "Name another directory"
            ) from error
        try:
            yield staging
        except OSError as error:
            if error.errno not in _FULL:
                raise
            message = f"There is no space left in {place} to write the model: {error.strerror}"
            raise error_of("DISK_FULL", message, "Free some space, or name a directory on another disk") from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _make_staging(place: Path, held: ExitStack) -> Path:
    _remove_abandoned(place)
    staging = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
    _hold(staging, held)
    return staging


def _remove_abandoned(place: Path) -> None:
    """A directory belongs to whoever holds its lock, which the system takes from a process that dies."""
    for left in place.glob(f"{_PREFIX}*"):
        with ExitStack() as trying:
            if not _is_young(left) and _hold(left, trying):
                shutil.rmtree(left, ignore_errors=True)


def _is_young(directory: Path) -> bool:
    """Whether its owner may be about to take its lock."""
    try:
        return time.time() - directory.stat().st_mtime < _SECONDS_TO_LOCK
    except OSError:
        return True


def _hold(directory: Path, until: ExitStack) -> bool:
    """Whether the lock of a directory is held now: another may have it, and some file systems have no locks."""
    try:
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        until.callback(os.close, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
