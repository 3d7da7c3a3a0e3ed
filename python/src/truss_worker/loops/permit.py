"""The right to be inside predict."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import Semaphore


class Permit:
    """The right to be inside predict, of which there are `predictConcurrency`.

    Args:
        permits: those that nobody has.
    """

    def __init__(self, permits: Semaphore) -> None:
        self._permits = permits
        self._is_held = False

    async def take(self) -> None:
        """Waits until one is free, first come, first served."""
        await self._permits.acquire()
        self._is_held = True

    def give_back(self) -> None:
        """Gives it to the next, if it was taken."""
        if self._is_held:
            self._is_held = False
            self._permits.release()
