"""The order of work of a batch: which calls of the model are due, and what each request gets of them.

No I/O and no waiting: an event loop and a thread that blocks make the calls, each in its own way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from truss_worker.model.batching.merging import NotSharedOutError, group

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from truss_worker.model.batching.merging import Merging
    from truss_worker.model.methods.stage import Stage


class Outcome(NamedTuple):
    """What a call gave: a value, or what it raised."""

    value: Any = None
    error: BaseException | None = None


class DueCall(NamedTuple):
    """A call of the model that is to be made now."""

    stage: Stage
    value: Any
    request: int | None = None
    """The number of the request that it is made for; None: for several."""


class Together:
    """Computes batches of a model; remembers that its answers cannot be shared out, once one could not.

    Args:
        predict: the stage that a request is computed alone with.
        merging: how requests are merged.
        tell: is told once why merging has ended, where it has.
    """

    def __init__(self, predict: Stage, merging: Merging, tell: Callable[[str], None]) -> None:
        self._predict = predict
        self._merging = merging
        self._tell = tell
        self._is_off = False

    def compute(self, values: Sequence[Any]) -> Generator[DueCall, Outcome, list[Outcome]]:
        """Yields each call that is due, gets its outcome, and returns those of the requests, in their order.

        A merged call that fails is made again for each request alone, so that a bad one fails by itself.

        Args:
            values: what predict would get for each request.
        """
        outcomes = [Outcome()] * len(values)
        merging = self._merging
        measures = [None if self._is_off else merging.measure(value) for value in values]
        for members in group(measures, merging.max_batch_size):
            shares = None
            if len(members) > 1 and not self._is_off:
                merged = yield DueCall(merging.stage, merging.merge([values[member] for member in members]))
                shares = self._shares(merged, [_rows(measures[member]) for member in members])
            for number, member in enumerate(members):
                if shares is not None:
                    outcomes[member] = shares[number]
                else:
                    outcomes[member] = yield DueCall(self._predict, values[member], member)
        return outcomes

    def _shares(self, merged: Outcome, rows: list[int]) -> list[Outcome] | None:
        """What each request gets of a merged call; None where each has to be computed alone."""
        if merged.error is not None:
            return None
        try:
            parts = self._merging.split(merged.value, rows)
        except NotSharedOutError as error:
            self._is_off = True
            self._tell(f"Requests are not merged any more: {error}")
            return None
        return [Outcome(error=part) if isinstance(part, BaseException) else Outcome(part) for part in parts]


def _rows(measure: Any) -> int:
    rows: int = measure.rows
    return rows
