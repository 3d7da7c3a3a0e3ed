"""The stages of a call in an event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from truss_worker.forms.response import is_stream
from truss_worker.loops.replies import cancelled
from truss_worker.loops.stage_call import call_stage
from truss_worker.loops.stage_times import measured
from truss_worker.model.methods.invoke import refuse_stream
from truss_worker.values.snapshot import snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from truss_worker.loops.async_batch import Seat
    from truss_worker.loops.call import Call
    from truss_worker.loops.permit import Permit
    from truss_worker.loops.place import Place
    from truss_worker.model.methods.stage import Stage
    from truss_worker.process.threads import ModelThreads, Threads


class Turn(NamedTuple):
    """What one request has of the loop that it is answered in."""

    number: int
    """How many requests had come with it."""
    permit: Permit
    """Taken around predict, and kept while what predict gave is a stream."""
    place: Place
    """Left while predict is not concerned."""
    is_merged: bool
    """Whether the model computes several requests in one call."""
    seat: Seat | None
    """Where predict is called for all requests of a batch, for one that came in a batch."""


class AsyncCall:
    """Takes one call through the stages of its method.

    Args:
        turn: what the request has of the loop.
        threads: where sync functions run.
        begin: called before the model's code runs; gives whether the request is still wanted.
    """

    def __init__(self, turn: Turn, threads: ModelThreads, begin: Callable[[], bool]) -> None:
        self._turn = turn
        self._threads = threads
        self._begin = begin

    async def run(self, call: Call) -> None:
        """Makes the call's value what the method answers.

        Raises:
            WorkerError: REQUEST_CANCELLED, if that happened between two stages.
            BaseException: whatever the model raised.
        """
        method, place = call.method, self._turn.place
        if method.handed_on is not None:
            # Until it is answered.
            await self._turn.permit.take()
            for stage in method.stages:
                if stage is method.after:
                    refuse_stream(call.value)
                await self._run(stage, call, self._threads.predict)
            return
        if method.before is not None:
            # Where requests are merged, those of a batch are one for the server until they are predicted.
            if not self._turn.is_merged:
                place.leave()
            await self._run(method.before, call, self._threads.beside)
            # Others are preprocessed before this one is predicted, maybe into the same memory.
            call.value = snapshot(call.value)
            place.take_again()
        await self._predict(call)
        if method.after is not None:
            refuse_stream(call.value)
            # The next predict may give its answer in the memory of this one.
            call.value = snapshot(call.value)
            place.leave()
            await self._run(method.after, call, self._threads.beside)

    async def _predict(self, call: Call) -> None:
        # What `predictConcurrency` bounds is predict, and none of the other methods.
        if call.method.name != "predict":
            await self._run(call.method.predict, call, self._threads.beside)
        elif self._turn.seat is not None:
            await self._turn.seat.attend(call, self._begin)
        else:
            await self._turn.permit.take()
            await self._run(call.method.predict, call, self._threads.predict)
            if not is_stream(call.value):
                self._turn.permit.give_back()

    async def _run(self, stage: Stage, call: Call, threads: Threads) -> None:
        if not self._begin():
            raise cancelled()
        with measured([call.times], stage.name):
            call.value = await call_stage(stage, call.value, call.http_request, threads)
