"""What waits in threads, for asyncio."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from truss._client.cancellation import Cancellation

T = TypeVar("T")

# More requests than these wait for each other; asyncio's own threads are as few as the processors.
_THREADS = 64
_END = object()


class Threads:
    """Threads that are started when they are needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None

    async def run(self, work: Callable[[], T], cancellation: Cancellation) -> T:
        """Runs a function in a thread. Where the task is cancelled, so is what the function waits for."""
        future = asyncio.get_running_loop().run_in_executor(self._started(), work)
        try:
            return await future
        except asyncio.CancelledError:
            cancellation.cancel()
            raise

    async def iterate(self, items: Iterator[Any], cancellation: Cancellation) -> AsyncIterator[Any]:
        """Gives the items of an iterator, of which each is waited for in a thread."""
        try:
            while (item := await self.run(lambda: next(items, _END), cancellation)) is not _END:
                yield item
        finally:
            cancellation.cancel()

    def close(self) -> None:
        """Lets the threads end when they have nothing to do."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False)

    def _started(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="truss-client")
            return self._pool
