"""The stages of a call in an event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from truss_worker.forms.response import is_stream
from truss_worker.loops.replies import cancelled
from truss_worker.loops.stage_call import call_stage
from truss_worker.model.methods.invoke import refuse_stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from truss_worker.loops.async_batch import Seat
    from truss_worker.loops.call import Call
    from truss_worker.loops.permit import Permit
    from truss_worker.model.methods.stage import Stage
    from truss_worker.process.threads import ModelThreads, Threads


class CallTurns(NamedTuple):
    """What a loop is told of the turns of a call."""

    begin: Callable[[], bool]
    """Called before the model's code runs; gives whether the request is still wanted."""
    predicted: Callable[[], None]
    """Called when only postprocess and the answer are left."""


class AsyncCall:
    """Takes one call through the stages of its method.

    Args:
        permit: taken around predict, and kept while what predict gave is a stream.
        threads: where sync functions run.
        turns: what the loop is told of its turns.
        seat: where predict is called for all requests of a batch, for one that came in a batch.
    """

    def __init__(self, permit: Permit, threads: ModelThreads, turns: CallTurns, seat: Seat | None) -> None:
        self._permit = permit
        self._threads = threads
        self._turns = turns
        self._seat = seat

    async def run(self, call: Call) -> None:
        """Makes the call's value what the method answers.

        Raises:
            WorkerError: REQUEST_CANCELLED, if that happened between two stages.
            BaseException: whatever the model raised.
        """
        method = call.method
        if method.before is not None:
            await self._run(method.before, call, self._threads.beside)
        await self._predict(call)
        if method.after is not None:
            refuse_stream(call.value)
            self._turns.predicted()
            await self._run(method.after, call, self._threads.beside)

    async def _predict(self, call: Call) -> None:
        # What `predictConcurrency` bounds is predict, and none of the other methods.
        if call.method.name != "predict":
            await self._run(call.method.predict, call, self._threads.beside)
        elif self._seat is not None:
            await self._seat.attend(call, self._turns.begin)
        else:
            await self._permit.take()
            await self._run(call.method.predict, call, self._threads.predict)
            if not is_stream(call.value):
                self._permit.give_back()

    async def _run(self, stage: Stage, call: Call, threads: Threads) -> None:
        if not self._turns.begin():
            raise cancelled()
        call.value = await call_stage(stage, call.value, call.http_request, threads)
