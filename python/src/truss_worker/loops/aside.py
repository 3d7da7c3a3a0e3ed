"""What a request needs before and after predict, beside the thread in which another one is predicted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_THREADS: Final = 32
# Another thread costs less than this, and what takes longer holds the next request up.
_WORTH_SECONDS: Final = 0.002
# The next one is expected to take as long as the longest so far, which is forgotten within a few that are fast.
# Nothing is known of the first one.
_FIRST_EXPECTED_SECONDS: Final = 1.0
_EXPECTED_DECAY: Final = 0.1


class Aside:
    """Runs what takes long in threads of its own, and tells what does."""

    def __init__(self) -> None:
        self._expected_seconds = _FIRST_EXPECTED_SECONDS
        self._pool: ThreadPoolExecutor | None = None

    @property
    def is_worth_it(self) -> bool:
        """Whether the next one is expected to take so long that the thread of predict should not wait for it."""
        return self._expected_seconds > _WORTH_SECONDS

    def note(self, seconds: float) -> None:
        """One of them took so long."""
        self._expected_seconds = max(seconds, self._expected_seconds * _EXPECTED_DECAY)

    def run(self, work: Callable[[], None]) -> None:
        """Has a thread do the work, which raises nothing."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(_THREADS, "truss-beside")
        # In a copy of the context, so that log lines belong to the request.
        self._pool.submit(copy_context().run, work)

    def close(self) -> None:
        """Returns when all of it is done."""
        if self._pool is not None:
            self._pool.shutdown()
