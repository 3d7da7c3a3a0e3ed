"""One stage of a call in an event loop: a coroutine in the loop, a sync function in a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.model.methods.stage import SYNC

if TYPE_CHECKING:
    from truss_worker.model.methods.stage import Stage
    from truss_worker.process.threads import Threads


async def call_stage(stage: Stage, value: Any, request: Any, threads: Threads) -> Any:
    """What the stage gives, with a coroutine awaited.

    Args:
        stage: a function of the model.
        value: what it gets.
        request: the `Request` object, where it takes one.
        threads: where sync functions run.

    Raises:
        BaseException: whatever the model raised.
    """
    if stage.kind == SYNC:
        given = await threads.call(stage.call, value, request)
    else:
        given = stage.call(value, request)
    return await given if hasattr(given, "__await__") else given
