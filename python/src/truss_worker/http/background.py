"""What a model wants to be done after its answer: the `background` of a Starlette response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.values.answer import PLAIN_TYPES
from truss_worker.values.exceptions import say_exception

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def background_of(value: Any) -> Callable[[], Awaitable[None]] | None:
    """What an answer wants to be run after it; nothing, for anything but a response that says so."""
    if type(value) in PLAIN_TYPES or not hasattr(value, "status_code"):
        return None
    task = getattr(value, "background", None)
    return _logged(task) if callable(task) else None


def _logged(task: Callable[[], Any]) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        try:
            await task()
        except Exception as error:  # noqa: BLE001 - the client has its answer; only the log can be told
            say_exception(error)

    return run
