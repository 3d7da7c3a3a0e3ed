"""Coroutines of a model for callers that are not in an event loop, or in one that cannot wait."""

from __future__ import annotations

import inspect
import weakref
from contextlib import suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterable, Iterator


class EventLoopThread:
    """An event loop in a thread of its own, started when the first coroutine comes, ended with the last use of this.

    Always the same one, since what a model opens in `load()`, such as an HTTP session, belongs to its loop. A thread,
    since the caller may be a notebook cell, inside a loop that is running already.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = Lock()

    def settle(self, value: Any) -> Any:
        """The result of an awaitable, its exception raised; any other value as it is."""
        if not inspect.isawaitable(value):
            return value
        import asyncio

        result, error = asyncio.run_coroutine_threadsafe(_outcome(value), self._running_loop()).result()
        if error is not None:
            raise error
        return result

    def iterate(self, iterable: AsyncIterable[Any]) -> Iterator[Any]:
        """The items of an async iterator, one by one; it is closed with the generator that this gives."""
        items = iterable.__aiter__()
        try:
            while True:
                try:
                    item = self.settle(items.__anext__())
                except StopAsyncIteration:
                    return
                yield item
        finally:
            close = getattr(items, "aclose", None)
            if close is not None:
                self.settle(close())

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        import asyncio

        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                weakref.finalize(self, self._loop.call_soon_threadsafe, self._loop.stop)
                Thread(target=_run, args=(self._loop,), name="truss-event-loop", daemon=True).start()
            return self._loop


async def _outcome(awaitable: Any) -> tuple[Any, BaseException | None]:
    # As a value, since sys.exit() that leaves a task ends its loop without a word to anybody.
    try:
        return await awaitable, None
    except BaseException as error:  # noqa: BLE001 - it is raised again by `settle`
        return None, error


def _run(loop: asyncio.AbstractEventLoop) -> None:
    is_stopped = False
    while not is_stopped:
        # By sys.exit() in a task that the model started.
        with suppress(SystemExit, KeyboardInterrupt):
            loop.run_forever()
            is_stopped = True
    loop.close()
