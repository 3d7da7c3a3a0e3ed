"""Sync functions of a model in threads, called from an event loop."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Final

from truss_worker.process.fork import end_child

if TYPE_CHECKING:
    from collections.abc import Callable

# For preprocess and postprocess, beside other methods and the items of streams.
_THREADS_BESIDE_PREDICT: Final = 32


class ModelThreads:
    """The threads of a model. Those of predict are its own, since a postprocess that takes long must not hold it up.

    Args:
        predict_concurrency: how many calls of predict run at once.
    """

    def __init__(self, predict_concurrency: int) -> None:
        self.predict = Threads(predict_concurrency, "truss-model")
        self.beside = Threads(predict_concurrency + _THREADS_BESIDE_PREDICT, "truss-beside")


class Threads:
    """Threads for sync functions; they are started as they are needed.

    Args:
        most: how many there may be.
        name: what they are called.
    """

    def __init__(self, most: int, name: str) -> None:
        self._pool = ThreadPoolExecutor(most, name)

    async def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What the function gives or raises. A thread cannot be stopped: cancellation takes effect when it is done."""
        # In a copy of the task's context, so that what is set there, such as the request of a log line, is known.
        run = copy_context().run
        call = asyncio.get_running_loop().run_in_executor(self._pool, run, _outcome, function, arguments)
        try:
            value, error = await asyncio.shield(call)
        except asyncio.CancelledError:
            await asyncio.wait([call])
            raise
        if error is not None:
            raise error
        return value


def _outcome(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, BaseException | None]:
    process = os.getpid()
    # As a value, since a future cannot hold a StopIteration: the await of it never ends.
    try:
        outcome: tuple[Any, BaseException | None] = function(*arguments), None
    except BaseException as error:  # noqa: BLE001 - it is raised again by `call`
        outcome = None, error
    if os.getpid() != process:
        end_child(outcome[1])
    return outcome
