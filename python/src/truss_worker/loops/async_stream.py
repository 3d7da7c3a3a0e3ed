"""The items of a stream, taken in an event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from truss_worker.loops.streams import Stream
    from truss_worker.process.threads import Threads

END: Final = object()
"""What `take` gives after the last item."""


class Items:
    """The items of one stream, whether it is an iterator or an async one.

    Args:
        stream: the stream.
        threads: where the code of a sync generator runs.
    """

    def __init__(self, stream: Stream, threads: Threads) -> None:
        self._threads = threads
        self._items = stream.items.__aiter__() if stream.is_async else stream.items
        self.take: Callable[[], Awaitable[Any]] = self._take_async if stream.is_async else self._take_sync
        """Gives the next item, or END."""

    async def close(self) -> None:
        """Lets a generator that did not end run its `finally`."""
        if hasattr(self._items, "aclose"):
            await self._items.aclose()
        elif hasattr(self._items, "close"):
            await self._threads.call(self._items.close)

    async def _take_async(self) -> Any:
        try:
            return await self._items.__anext__()
        except StopAsyncIteration:
            return END

    async def _take_sync(self) -> Any:
        return await self._threads.call(next, self._items, END)
