"""The order of work of a batch: which calls of the model are due, and what each request gets of them.

No I/O and no waiting: an event loop and a thread that blocks make the calls, each in its own way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from truss_worker.model.batching.alike import are_alike, are_equal
from truss_worker.model.batching.merging import NotSharedOutError, group
from truss_worker.values.snapshot import snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from truss_worker.model.batching.merging import Measure, Merging
    from truss_worker.model.methods.stage import Stage


# So many merged calls are checked, of requests that differ: labels may be the same by chance.
_CHECKED_CALLS: Final = 3


class Outcome(NamedTuple):
    """What a call gave: a value, or what it raised."""

    value: Any = None
    error: BaseException | None = None

    def kept(self) -> Outcome:
        """The same as it is now: the model may give its next answer in the memory of this one."""
        try:
            return self._replace(value=snapshot(self.value))
        except Exception as error:  # noqa: BLE001 - there is no memory for it, or a class of somebody else refuses
            return Outcome(error=error)


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
        self._unchecked = _CHECKED_CALLS if merging.is_assumed else 0

    def compute(self, values: Sequence[Any]) -> Generator[DueCall, Outcome, list[Outcome]]:
        """Yields each call that is due, gets its outcome, and returns those of the requests, in their order.

        A merged call that fails is made again for each request alone, so that a bad one fails by itself.

        Args:
            values: what predict would get for each request.
        """
        outcomes: dict[int, Outcome] = {}
        merging = self._merging
        measures = [None if self._is_off else self._measure(value) for value in values]
        groups = group(measures, merging.max_batch_size)
        for members in groups:
            if len(members) > 1 and not self._is_off:
                merged = yield from self._call_merged([values[member] for member in members])
                if len(groups) > 1 or self._unchecked:
                    merged = merged.kept()
                shares = self._shares(merged, [_rows(measures[member]) for member in members])
                if shares is not None and self._unchecked:
                    outcomes.update((yield from self._check(values, dict(zip(members, shares)))))
                if shares is not None and not self._is_off:
                    outcomes.update(zip(members, shares))
            for member in members:
                if member not in outcomes:
                    outcomes[member] = (yield DueCall(self._predict, values[member], member)).kept()
        return [outcomes[number] for number in range(len(values))]

    def _measure(self, value: Any) -> Measure | None:
        """What a request brings; None also of a value that does not let itself be looked at, as a model's own may."""
        try:
            measure = self._merging.measure(value)
            hash(measure)
        except Exception:  # noqa: BLE001 - whatever a class of somebody else raises
            return None
        return measure

    def _call_merged(self, values: Sequence[Any]) -> Generator[DueCall, Outcome, Outcome]:
        try:
            value = self._merging.merge(values)
        except Exception as error:  # noqa: BLE001 - as above, and where there is no memory for all of them in one
            return Outcome(error=error)
        return (yield DueCall(self._merging.stage, value))

    def _check(
        self, values: Sequence[Any], shares: dict[int, Outcome]
    ) -> Generator[DueCall, Outcome, dict[int, Outcome]]:
        """Makes the calls of two requests alone, too, and ends merging where that gives something else.

        A signature says that an output has a row for each row of the input. It cannot say that the row depends on that
        one alone: a mean over the rows, or a normalisation, would mix what belongs to several clients.

        Returns:
            What was given to requests alone.
        """
        alone: dict[int, Outcome] = {}
        first, *_, last = shares
        if _holds(are_equal, values[first], values[last]):
            return alone
        self._unchecked -= 1
        for member in (first, last):
            value = snapshot(values[member])
            alone[member] = (yield DueCall(self._predict, values[member], member)).kept()
            if self._is_same(alone[member], shares[member]):
                continue
            again = yield DueCall(self._predict, value, member)
            # A model that answers as it likes says nothing about merging.
            if self._is_same(alone[member], again):
                self._end("predict gave other answers for the rows of several requests than for those of each alone")
        return alone

    @staticmethod
    def _is_same(one: Outcome, other: Outcome) -> bool:
        return (one.error is None) == (other.error is None) and _holds(are_alike, one.value, other.value)

    def _shares(self, merged: Outcome, rows: list[int]) -> list[Outcome] | None:
        """What each request gets of a merged call; None where each has to be computed alone."""
        if merged.error is not None:
            return None
        try:
            parts = self._merging.split(merged.value, rows)
        except NotSharedOutError as error:
            self._end(str(error))
            return None
        except Exception as error:  # noqa: BLE001 - of a class of somebody else that is nearly a list or a table
            kind = type(merged.value).__name__
            self._end(f"{self._merging.stage.name} gave a {kind}, of which no part can be taken: {error!r}")
            return None
        return [Outcome(error=part) if isinstance(part, BaseException) else Outcome(part) for part in parts]

    def _end(self, why: str) -> None:
        if not self._is_off:
            self._is_off = True
            self._tell(f"Requests are not merged any more: {why}")


def _holds(compare: Callable[[Any, Any], bool], one: Any, other: Any) -> bool:
    """Whether two values are the same; not, where they do not let themselves be compared."""
    try:
        return compare(one, other)
    except Exception:  # noqa: BLE001 - whatever a class of somebody else raises
        return False


def _rows(measure: Any) -> int:
    rows: int = measure.rows
    return rows
