"""One call of a model's method in an event loop: coroutines in the loop, sync functions in threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.forms.response import is_stream
from truss_worker.loops.replies import cancelled
from truss_worker.model.methods.invoke import refuse_stream
from truss_worker.model.methods.stage import SYNC

if TYPE_CHECKING:
    from asyncio import Semaphore
    from collections.abc import Callable

    from truss_worker.model.methods.method import Method
    from truss_worker.model.methods.stage import Stage
    from truss_worker.process.threads import Threads

_PREDICTIONS = ("predict", "predict_batch")


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


class AsyncCall:
    """One request's way through the stages of its method.

    Args:
        permit: taken around predict, and kept while what predict gave is a stream.
        threads: where sync functions run.
        begin: called before the model's code runs; gives whether the request is still wanted.
    """

    def __init__(self, permit: Permit, threads: Threads, begin: Callable[[], bool]) -> None:
        self._permit = permit
        self._threads = threads
        self._begin = begin

    async def run(self, method: Method, body: Any, http_request: Any) -> Any:
        """What the method answers.

        Raises:
            WorkerError: REQUEST_CANCELLED, if that happened between two stages.
            BaseException: whatever the model raised.
        """
        value = body
        for stage in method.stages:
            is_prediction = method.name == "predict" and stage.name in _PREDICTIONS
            if is_prediction:
                await self._permit.take()
            if not self._begin():
                raise cancelled()
            if stage.name == "postprocess":
                refuse_stream(value)
            value = await self._call(stage, value, http_request)
            if is_prediction and not is_stream(value):
                self._permit.give_back()
        return value

    async def _call(self, stage: Stage, value: Any, http_request: Any) -> Any:
        if stage.kind == SYNC:
            given = await self._threads.call(stage.call, value, http_request)
        else:
            given = stage.call(value, http_request)
        return await given if hasattr(given, "__await__") else given
