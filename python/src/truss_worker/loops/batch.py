"""The requests of a batch in a single thread: predicted together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.loops.stage_times import measured
from truss_worker.model.batching.together import Outcome
from truss_worker.process.logs import current_request

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from truss_worker.loops.call import Call
    from truss_worker.model.batching.together import DueCall, Together


class Batch:
    """Computes calls of predict together.

    Args:
        together: decides which.
        settle: gives the result of a coroutine.
    """

    def __init__(self, together: Together, settle: Callable[[Any], Any]) -> None:
        self._together = together
        self._settle = settle

    def predict(self, calls: list[Call]) -> list[Outcome]:
        """What predict gives for each of the prepared calls."""
        work = self._together.compute([call.value for call in calls])
        with measured([call.times for call in calls], "predict"):
            return self._drive(work, calls)

    def _drive(self, work: Generator[DueCall, Outcome, list[Outcome]], calls: list[Call]) -> list[Outcome]:
        try:
            due = next(work)
            while True:
                due = work.send(self._make(due, calls))
        except StopIteration as stop:
            outcomes: list[Outcome] = stop.value
            return outcomes

    def _make(self, due: DueCall, calls: list[Call]) -> Outcome:
        call = None if due.request is None else calls[due.request]
        # What is logged in a call that is made for several requests belongs to none of them.
        current_request.set(0 if call is None else call.frame.id)
        try:
            request = None if call is None else call.http_request
            return Outcome(self._settle(due.stage.call(due.value, request)))
        except BaseException as error:  # noqa: BLE001 - sys.exit() of a model must not end the worker
            return Outcome(error=error)
