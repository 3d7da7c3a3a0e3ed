"""What all ways of merging have in common: which requests go into a call, and what becomes of its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from truss_worker.model.methods.stage import Stage


class Measure(NamedTuple):
    """What one request brings into a merged call."""

    rows: int
    """How many of the rows that a call may have."""
    likeness: Hashable
    """Only requests of which this is equal go into one call."""


class NotSharedOutError(Exception):
    """A model's answer to a merged call cannot be shared out: its merging is of no use. The message says why."""


class Merging(Protocol):
    """A way of computing several requests in one call of the model."""

    stage: Stage
    """What a merged call calls."""
    max_batch_size: int
    """The most rows that one call gets, of `Measure.rows`."""
    is_assumed: bool
    """Whether nobody but the signature says that a merged call gives what a call for each would."""

    def measure(self, value: Any) -> Measure | None:
        """What a request brings; None where it can only be computed alone.

        Args:
            value: what predict would get for it.
        """
        ...

    def merge(self, values: Sequence[Any]) -> Any:
        """What the merged call gets; `values` are alike, and two at least."""
        ...

    def split(self, result: Any, rows: Sequence[int]) -> list[Any]:
        """What each request would have got alone, in their order.

        Args:
            result: what the merged call gave.
            rows: how many rows each request had.

        Raises:
            NotSharedOutError: that cannot be told from it.
        """
        ...


def group(measures: Iterable[Measure | None], max_rows: int) -> list[list[int]]:
    """Which requests are computed together.

    Args:
        measures: of the requests, in the order in which they came; None: to be computed alone.
        max_rows: the most rows of a group. A request with more is a group of its own.

    Returns:
        The numbers of the requests of each group, from 0, in the order of their first ones.
    """
    groups: list[list[int]] = []
    open_groups: dict[Hashable, tuple[list[int], int]] = {}
    for number, measure in enumerate(measures):
        if measure is None:
            groups.append([number])
            continue
        members, rows = open_groups.get(measure.likeness, ([], 0))
        if not members or rows + measure.rows > max_rows:
            members, rows = [], 0
            groups.append(members)
        members.append(number)
        open_groups[measure.likeness] = members, rows + measure.rows
    return groups
