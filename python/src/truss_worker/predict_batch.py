"""A single request to a model that only has `predict_batch`: a batch of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.errors import WorkerError
from truss_worker.load_error import load_error
from truss_worker.methods import ASYNC, Stage

if TYPE_CHECKING:
    from collections.abc import Callable


def stage_of_one(batch: Stage) -> Stage:
    """A stage that puts its value into a list, calls `predict_batch`, and gives the one result.

    Raises:
        LoadError: MODEL_CLASS_INVALID, if `predict_batch` takes anything but the list.
    """
    if batch.arguments.order != ("body",):
        raise load_error(
            "init",
            "MODEL_CLASS_INVALID",
            "The method predict_batch does not take exactly the list of requests",
            "Write `def predict_batch(self, requests)`.",
        )
    adapt = _adapt_async if batch.kind == ASYNC else _adapt_sync
    return batch._replace(function=adapt(batch.function))


def _adapt_sync(function: Callable[..., Any]) -> Callable[..., Any]:
    def predict_one(value: Any) -> Any:
        return _only(function([value]))

    return predict_one


def _adapt_async(function: Callable[..., Any]) -> Callable[..., Any]:
    async def predict_one(value: Any) -> Any:
        return _only(await function([value]))

    return predict_one


def _only(results: Any) -> Any:
    if not hasattr(results, "__len__") or len(results) != 1:
        got = f"{len(results)} results" if hasattr(results, "__len__") else type(results).__name__
        raise WorkerError("MODEL_RAISED", f"The model's predict_batch gave {got} for 1 request")
    return results[0]
