"""What the bodies of OpenAI's API have in common: each is an object, or a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from truss_worker.errors import WorkerError

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS: Final[Mapping[type, str]] = {
    list: "an array",
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "a boolean",
    type(None): "null",
}


def require_object(method: str, body: Any) -> None:
    """Refuses a body that has no members: the model would raise at the first, and clients take that for its fault.

    Raises:
        WorkerError: REQUEST_INPUT_INVALID.
    """
    if isinstance(body, dict):
        return
    kind = _KINDS.get(type(body), f"of type {type(body).__name__}")
    message = f"The body of a request to {method} must be a JSON object; this one is {kind}"
    raise WorkerError("REQUEST_INPUT_INVALID", message)
