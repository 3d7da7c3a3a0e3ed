"""`request.state.watch_disconnect()`, with which a model learns in the middle that the client has left."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

_LOOK_EVERY_SECONDS: Final = 0.1


def make_watch(is_cancelled: Callable[[], bool]) -> Callable[[], AbstractContextManager[Event]]:
    """What becomes `watch_disconnect`: inside its `with` block it gives an event that is set when the client leaves.

    Args:
        is_cancelled: tells whether the client has left.
    """

    @contextmanager
    def watch_disconnect() -> Iterator[Event]:
        left, ended = Event(), Event()

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
