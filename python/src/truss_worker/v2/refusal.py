"""What a client is told of a body that is not as the protocol wants it."""

from __future__ import annotations

from typing import Any, Final

from truss_worker.errors import WorkerError

_MAX_SHOWN: Final = 60


def refuse(message: str, hint: str | None = None) -> WorkerError:
    """REQUEST_BODY_INVALID, to be raised."""
    return WorkerError("REQUEST_BODY_INVALID", message, hint)


def show(value: Any) -> str:
    """A value in a message, shortened: a client may have sent megabytes."""
    if isinstance(value, (dict, list, tuple)) and len(value) > _MAX_SHOWN:
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)} items"
    if isinstance(value, (str, bytes)):
        value = value[: _MAX_SHOWN + 1]
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - Python refuses to write integers of many digits; classes of a model do what they like
        return f"a value of type {type(value).__name__}"
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…"
