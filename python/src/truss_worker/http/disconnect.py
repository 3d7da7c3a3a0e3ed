"""How a model learns in the middle of a request that the client has left."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

_LOOK_EVERY_SECONDS: Final = 0.1


class Departure:
    """Whether the client of a request has left, as the model sees it.

    Args:
        is_cancelled: tells whether the client has left.
    """

    __slots__ = ("_is_cancelled", "is_watched")

    def __init__(self, is_cancelled: Callable[[], bool]) -> None:
        self._is_cancelled = is_cancelled
        self.is_watched = False
        """Whether the model has looked: when the client leaves it is left to finish, since it cleans up by itself."""

    def look(self) -> bool:
        """Whether the client has left, for the model."""
        self.is_watched = True
        return self._is_cancelled()


def make_watch(is_cancelled: Callable[[], bool]) -> Callable[[], AbstractContextManager[Event]]:
    """What becomes `watch_disconnect`: inside its `with` block it gives an event that is set when the client leaves.

    Args:
        is_cancelled: tells whether the client has left.
    """

    @contextmanager
    def watch_disconnect() -> Iterator[Event]:
        left, ended = Event(), Event()
        if is_cancelled():
            left.set()

        def look() -> None:
            while not ended.wait(_LOOK_EVERY_SECONDS):
                if is_cancelled():
                    left.set()
                    return

        Thread(target=look, name="truss-disconnect", daemon=True).start()
        try:
            yield left
        finally:
            ended.set()

    return watch_disconnect
