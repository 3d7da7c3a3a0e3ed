"""A single request to a model that only has `predict_batch`: a batch of one."""

from __future__ import annotations

import inspect
import typing
from typing import TYPE_CHECKING, Any

from truss_worker.annotations.kinds import without_metadata
from truss_worker.annotations.resolving import resolve_annotation
from truss_worker.errors import WorkerError
from truss_worker.model.load_error import load_error
from truss_worker.model.methods.stage import ASYNC, Stage

if TYPE_CHECKING:
    from collections.abc import Callable


class NotResultsError(Exception):
    """What `predict_batch` gave is no list with a result for each request. The message says what it is."""


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
    one = adapt(batch.function)
    one.__doc__ = inspect.getdoc(batch.function)
    given = getattr(batch.function, "__annotations__", {}).get("return")
    one.__annotations__ = {"return": _item_of(resolve_annotation(given, batch.function))}
    arguments = batch.arguments._replace(body_annotation=_item_of(batch.arguments.body_annotation))
    return batch._replace(function=one, arguments=arguments)


def results_of(given: Any, count: int) -> list[Any]:
    """What `predict_batch` gave, as a list with the result of each request.

    Args:
        given: what is counted and numbered as a list is.
        count: how many requests there were.

    Raises:
        NotResultsError: it is nothing of the kind, or has another number of results.
    """
    try:
        length = len(given)
        results = [given[number] for number in range(count)] if length == count else []
    except Exception as error:
        # An array without axes is not counted, a generator neither; a dict has no member 0.
        kind = type(given).__name__
        raise NotResultsError(f"predict_batch gave a {kind} and not a list of results") from error
    if length != count:
        requests = "1 request" if count == 1 else f"{count} requests"
        raise NotResultsError(f"predict_batch gave {length} results for {requests}")
    return results


def _item_of(annotation: Any) -> Any:
    """What each item of an annotated list is: predict_batch takes and gives lists of what a request is."""
    items = typing.get_args(without_metadata(annotation))
    return items[0] if len(items) == 1 else None


def _adapt_sync(function: Callable[..., Any]) -> Callable[..., Any]:
    def predict_one(value: Any) -> Any:
        return _only(function([value]))

    return predict_one


def _adapt_async(function: Callable[..., Any]) -> Callable[..., Any]:
    async def predict_one(value: Any) -> Any:
        return _only(await function([value]))

    return predict_one


def _only(given: Any) -> Any:
    try:
        return results_of(given, 1)[0]
    except NotResultsError as error:
        raise WorkerError("MODEL_RAISED", f"The model's {error}") from error.__cause__
