"""Merging by requests, for models that have `predict_batch`: a list of what predict would have got for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.model.batching.merging import Measure, NotSharedOutError
from truss_worker.model.methods.predict_batch import NotResultsError, results_of
from truss_worker.values.snapshot import snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from truss_worker.model.methods.stage import Stage

_ALIKE = Measure(1, None)


class RequestMerging:
    """Hands the requests over as they are; how they are alike is the model's affair.

    Args:
        stage: `predict_batch`, which takes the list and gives one of the same length.
        max_batch_size: the most requests of a call.
    """

    def __init__(self, stage: Stage, max_batch_size: int) -> None:
        self.stage = stage
        self.max_batch_size = max_batch_size
        self.is_assumed = False

    def measure(self, _value: Any) -> Measure:
        """See `Merging`."""
        return _ALIKE

    def merge(self, values: Sequence[Any]) -> list[Any]:
        """See `Merging`."""
        # Copies: what the method changes in them before it fails, each request must not have when it is asked alone.
        return [snapshot(value) for value in values]

    def split(self, result: Any, rows: Sequence[int]) -> list[Any]:
        """See `Merging`."""
        try:
            return results_of(result, len(rows))
        except NotResultsError as error:
            raise NotSharedOutError(str(error)) from error
