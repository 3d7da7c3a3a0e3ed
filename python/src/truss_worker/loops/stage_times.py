"""How long each stage of a call took, for a front that draws them."""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from truss_worker.wire.codec import Frame

_UNMEASURED: Final[AbstractContextManager[None]] = nullcontext()


class StageTimes:
    """The stages of one call, each from when it began until it was over.

    Args:
        began: when the call was taken up, of `perf_counter`.
    """

    def __init__(self, began: float) -> None:
        self._began = began
        self._stages: list[list[Any]] = []

    def add(self, name: str, started: float, ended: float) -> None:
        """A stage ran between two times of `perf_counter`."""
        self._stages.append([name, _microseconds(started - self._began), _microseconds(ended - started)])

    def go_on(self) -> None:
        """The last stage has gone on until now: what it gave is a stream, and its items were made meanwhile."""
        if self._stages:
            last = self._stages[-1]
            last[2] = _microseconds(perf_counter() - self._began) - last[1]

    def to_header(self) -> dict[str, Any]:
        """What RESULT, END and ERROR tell."""
        return {"stages": self._stages}


def measured(times: Iterable[StageTimes | None], stage: str) -> AbstractContextManager[None]:
    """A block in which a stage runs, of one call or of several together; of those without times nothing is measured."""
    measuring = [each for each in times if each is not None]
    # Nearly always: a context manager of a generator costs ten times this one.
    return _measure(measuring, stage) if measuring else _UNMEASURED


@contextmanager
def _measure(measuring: list[StageTimes], stage: str) -> Iterator[None]:
    started = perf_counter()
    try:
        yield
    finally:
        ended = perf_counter()
        for times in measuring:
            times.add(stage, started, ended)


def stage_times_of(request: Frame, began: float) -> StageTimes | None:
    """Where the stages of a request are measured; None where nobody has asked for that, as nearly always."""
    return StageTimes(began) if request.header and request.header.get("wantsStages") else None


def _microseconds(seconds: float) -> int:
    return int(seconds * 1e6)
