"""A call of a model's method in the thread that it is made from: all its stages, one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.errors import WorkerError
from truss_worker.forms.response import is_endless

if TYPE_CHECKING:
    from collections.abc import Callable

    from truss_worker.model.methods.method import Method
    from truss_worker.model.methods.stage import Stage


def invoke(method: Method, body: Any, request: Any, settle: Callable[[Any], Any]) -> Any:
    """What the method answers to the body.

    Args:
        method: the method.
        body: what the first stage gets.
        request: the `Request` object, where a stage asked for one.
        settle: gives the result of a coroutine.

    Raises:
        BaseException: whatever the model raised.
    """
    value = body
    for stage in method.stages:
        if stage is method.after:
            refuse_stream(value)
        value = call_settled(stage, value, request, settle)
    return value


def call_settled(stage: Stage, value: Any, request: Any, settle: Callable[[Any], Any]) -> Any:
    """What one stage gives, with a coroutine settled. Raises whatever the model raised."""
    given = stage.call(value, request)
    return settle(given) if hasattr(given, "__await__") else given


def refuse_stream(value: Any) -> None:
    """Raises WorkerError if what postprocess shall get is a stream, whose items cannot pass through it."""
    if is_endless(value):
        raise WorkerError(
            "MODEL_CLASS_INVALID",
            "The model's predict gave a stream, whose items do not pass through its postprocess",
            "Do the work of postprocess inside predict.",
        )
