"""Preprocess of a model without coroutines: in the thread of predict while it is fast, else in threads beside it."""

from __future__ import annotations

from functools import partial
from threading import Semaphore
from time import perf_counter
from typing import TYPE_CHECKING

from truss_worker.loops.aside import Aside
from truss_worker.loops.prepared import Prepared
from truss_worker.process.logs import current_request
from truss_worker.values.snapshot import snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from truss_worker.loops.call import Call
    from truss_worker.model.methods.stage import Stage


class Preprocessing:
    """Makes of each call's value what predict is to get.

    Args:
        run: runs a stage of a call. Raises whatever the model raised.
    """

    def __init__(self, run: Callable[[Call, Stage], None]) -> None:
        self._run = run
        self._aside = Aside()

    @property
    def is_slow(self) -> bool:
        """Whether the next one is expected to take so long that others should not wait for it."""
        return self._aside.is_worth_it

    def run(self, call: Call, stage: Stage) -> None:
        """Does it here. Raises whatever the model raised."""
        began = perf_counter()
        try:
            self._run(call, stage)
        finally:
            self._aside.note(perf_counter() - began)

    def run_aside(self, call: Call, stage: Stage, hand_over: Callable[[Prepared], None]) -> None:
        """Has a thread do it, and hand the call over."""
        self._aside.run(lambda: hand_over(self._prepare(call, stage)))

    def run_together(self, calls: list[Call]) -> list[Prepared]:
        """Does it for the calls of a batch, at the same time where it is slow; gives them in their order."""
        stage = calls[0].method.before if calls else None
        if stage is None:
            return [Prepared(call, None) for call in calls]
        if self.is_slow and len(calls) > 1:
            return self._run_in_threads(calls, stage)
        prepared = []
        for call in calls:
            current_request.set(call.frame.id)
            prepared.append(self._prepare(call, stage))
        return prepared

    def close(self) -> None:
        """Returns when all of it is done."""
        self._aside.close()

    def _run_in_threads(self, calls: list[Call], stage: Stage) -> list[Prepared]:
        prepared: dict[int, Prepared] = {}
        done = Semaphore(0)

        def work(index: int) -> None:
            prepared[index] = self._prepare(calls[index], stage)
            done.release()

        for index, call in enumerate(calls):
            current_request.set(call.frame.id)
            self._aside.run(partial(work, index))
        for _ in calls:
            done.acquire()
        return [prepared[index] for index in range(len(calls))]

    def _prepare(self, call: Call, stage: Stage) -> Prepared:
        try:
            self.run(call, stage)
            # Others are preprocessed before this one is predicted, maybe into the same memory.
            call.value = snapshot(call.value)
        except BaseException as error:  # noqa: BLE001 - sys.exit() of a model must not end the worker
            return Prepared(call, error)
        return Prepared(call, None)
