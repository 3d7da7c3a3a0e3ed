"""The requests of a batch in an event loop: each goes its own way, but for predict, where they meet."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from truss_worker.loops.permit import Permit
from truss_worker.loops.stage_call import call_stage
from truss_worker.loops.stage_times import measured
from truss_worker.model.batching.together import Outcome
from truss_worker.process.logs import current_request

if TYPE_CHECKING:
    from asyncio import Future, Semaphore
    from collections.abc import Callable

    from truss_worker.loops.call import Call
    from truss_worker.model.batching.together import DueCall, Together
    from truss_worker.process.threads import Threads


class _Guest(NamedTuple):
    call: Call
    begin: Callable[[], bool]
    answered: Future[Outcome]


class Meeting:
    """Where the requests of one batch wait for each other; when all have come or gone, those that came are computed.

    Args:
        seats: how many requests the batch has.
        together: computes them.
        permits: the right to be inside predict, which the batch takes once.
        threads: where sync functions run.
    """

    def __init__(self, seats: int, together: Together, permits: Semaphore, threads: Threads) -> None:
        self._awaited = seats
        self._together = together
        self._permits = permits
        self._threads = threads
        self._guests: list[_Guest] = []
        self._computing: asyncio.Task[None] | None = None

    def come(self, call: Call, begin: Callable[[], bool]) -> Future[Outcome]:
        """What predict will give for a call, which is waited for no longer."""
        guest = _Guest(call, begin, asyncio.get_running_loop().create_future())
        self._guests.append(guest)
        self.go()
        return guest.answered

    def go(self) -> None:
        """One request less is waited for: it has come, or it will not come."""
        self._awaited -= 1
        if self._awaited == 0 and self._guests:
            self._computing = asyncio.get_running_loop().create_task(self._compute())

    async def _compute(self) -> None:
        permit = Permit(self._permits)
        await permit.take()
        try:
            # A request that was cancelled meanwhile has its answer already.
            guests = [guest for guest in self._guests if not guest.answered.done() and guest.begin()]
            with measured([guest.call.times for guest in guests], "predict"):
                await self._drive(guests)
        finally:
            permit.give_back()
            for guest in self._guests:
                if not guest.answered.done():
                    guest.answered.cancel()

    async def _drive(self, guests: list[_Guest]) -> None:
        work = self._together.compute([guest.call.value for guest in guests])
        try:
            due = next(work)
            while True:
                due = work.send(await self._make(due, guests))
        except StopIteration as stop:
            for guest, outcome in zip(guests, stop.value):
                if not guest.answered.done():
                    guest.answered.set_result(outcome)

    async def _make(self, due: DueCall, guests: list[_Guest]) -> Outcome:
        call = None if due.request is None else guests[due.request].call
        # What is logged in a call that is made for several requests belongs to none of them.
        current_request.set(0 if call is None else call.frame.id)
        try:
            request = None if call is None else call.http_request
            return Outcome(await call_stage(due.stage, due.value, request, self._threads))
        except BaseException as error:  # noqa: BLE001 - sys.exit() of a model must not end the worker
            return Outcome(error=error)


class Seat:
    """The place of one request in a meeting: it is taken, or given up, once."""

    def __init__(self, meeting: Meeting) -> None:
        self._meeting = meeting
        self._is_awaited = True

    async def attend(self, call: Call, begin: Callable[[], bool]) -> None:
        """Makes the call's value what predict gives for it.

        Args:
            call: a prediction of the batch, whose turn to be predicted has come.
            begin: called before the model's code runs; gives whether the request is still wanted.

        Raises:
            BaseException: whatever the model raised.
        """
        self._is_awaited = False
        value, error = await self._meeting.come(call, begin)
        if error is not None:
            raise error
        call.value = value

    def give_up(self) -> None:
        """Has nobody wait for a request that ends before predict; of no effect on one that has come."""
        if self._is_awaited:
            self._is_awaited = False
            self._meeting.go()
