"""The place that a request takes of those that the server sends: only predict does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, TimerHandle
    from collections.abc import Callable

# Of most models the stage is over before the server could have sent anything.
_TELL_AFTER_SECONDS: Final = 0.002


class Place:
    """The place of one request, which it has at first.

    Args:
        loop: the event loop that it is answered in.
        tell: tells the server whether the request is set aside.
    """

    def __init__(self, loop: AbstractEventLoop, tell: Callable[[bool], None]) -> None:
        self._loop = loop
        self._tell = tell
        self._timer: TimerHandle | None = None
        self._is_told = False

    def leave(self) -> None:
        """Lets another request have it, if this one does not need it again soon."""
        self._timer = self._loop.call_later(_TELL_AFTER_SECONDS, self._tell_left)

    def take_again(self) -> None:
        """Needs it again."""
        self.end()
        if self._is_told:
            self._is_told = False
            self._tell(False)

    def end(self) -> None:
        """Says nothing more: the request is over."""
        if self._timer is not None:
            self._timer.cancel()

    def _tell_left(self) -> None:
        self._is_told = True
        self._tell(True)
