"""How fast one request may send, in an event loop: as its reader gives credit."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from truss_worker.process.signals import Signals


class Pace:
    """The credit of one stream or WebSocket.

    Args:
        signals: what the control channel says.
        request_id: whose credit it is.
        window_bytes: how much there is of it at first.
    """

    def __init__(self, signals: Signals, request_id: int, window_bytes: int) -> None:
        self._signals = signals
        self._request_id = request_id
        self._came = asyncio.Event()
        self._is_released = False
        signals.open_stream(request_id, window_bytes)

    def wake(self) -> None:
        """Has those that wait look again."""
        self._came.set()

    def release(self) -> None:
        """Lets those that wait go on for good: their reader is gone."""
        self._is_released = True
        self._came.set()

    async def wait(self) -> None:
        """Returns when there is credit, or none is needed any more."""
        while not self._may_go_on():
            self._came.clear()
            # Once more, since it may have come between the two lines above.
            if not self._may_go_on():
                await self._came.wait()

    def spend(self, count: int) -> None:
        """Takes the bytes of a message off the credit."""
        self._signals.spend(self._request_id, count)

    def _may_go_on(self) -> bool:
        return self._is_released or self._signals.may_go_on(self._request_id)
