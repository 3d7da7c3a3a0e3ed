"""Requests to a model with coroutines, or to one that may compute several at once: an event loop in the main thread."""

from __future__ import annotations

import asyncio
import inspect
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from truss_worker.loops.async_requests import AsyncRequests

if TYPE_CHECKING:
    from truss_worker.loops.serving import Serving


class AsyncLoop:
    """Serves one model. `load()` and all requests run in the same event loop, as what they share demands."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)

    def settle(self, value: Any) -> Any:
        """The result of an awaitable, and any other value as it is; before `serve`, in the main thread."""
        return self._loop.run_until_complete(_result_of(value)) if inspect.isawaitable(value) else value

    def settle_from_thread(self, value: Any) -> Any:
        """The same during `serve`, for another thread."""
        if not inspect.isawaitable(value):
            return value
        return asyncio.run_coroutine_threadsafe(_result_of(value), self._loop).result()

    def serve(self, serving: Serving) -> None:
        """Answers requests until the server sends no more. Raises CodecError, and OSError if the server is gone."""
        served = self._loop.create_task(_serve(serving))
        while not served.done():
            # A task that the model started ends the loop by sys.exit(); the request that awaits it gets the same.
            with suppress(SystemExit, KeyboardInterrupt):
                self._loop.run_until_complete(served)
        served.result()


async def _serve(serving: Serving) -> None:
    await AsyncRequests(serving).run()


async def _result_of(awaitable: Any) -> Any:
    return await awaitable
