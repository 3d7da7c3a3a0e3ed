"""The stages of a call in an event loop: coroutines in the loop, sync functions in threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truss_worker.forms.response import is_stream
from truss_worker.loops.replies import cancelled
from truss_worker.model.methods.invoke import refuse_stream
from truss_worker.model.methods.stage import SYNC

if TYPE_CHECKING:
    from asyncio import Semaphore
    from collections.abc import Callable

    from truss_worker.loops.call import Call
    from truss_worker.model.methods.stage import Stage
    from truss_worker.process.threads import Threads


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
    """Takes one call through the stages of its method.

    Args:
        permit: taken around predict, and kept while what predict gave is a stream.
        threads: where sync functions run.
        begin: called before the model's code runs; gives whether the request is still wanted.
    """

    def __init__(self, permit: Permit, threads: Threads, begin: Callable[[], bool]) -> None:
        self._permit = permit
        self._threads = threads
        self._begin = begin

    async def run(self, call: Call) -> None:
        """Makes the call's value what the method answers.

        Raises:
            WorkerError: REQUEST_CANCELLED, if that happened between two stages.
            BaseException: whatever the model raised.
        """
        method = call.method
        if method.before is not None:
            await self._run(method.before, call)
        # What `predictConcurrency` bounds is predict, and none of the other methods.
        is_bounded = method.name == "predict"
        if is_bounded:
            await self._permit.take()
        await self._run(method.predict, call)
        if is_bounded and not is_stream(call.value):
            self._permit.give_back()
        if method.after is not None:
            refuse_stream(call.value)
            await self._run(method.after, call)

    async def _run(self, stage: Stage, call: Call) -> None:
        if not self._begin():
            raise cancelled()
        if stage.kind == SYNC:
            given = await self._threads.call(stage.call, call.value, call.http_request)
        else:
            given = stage.call(call.value, call.http_request)
        call.value = await given if hasattr(given, "__await__") else given
