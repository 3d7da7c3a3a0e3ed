"""Exceptions of the user's code: as data without the worker's own frames, and as the error that a request gets."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from truss_worker import FOLDER
from truss_worker.errors import WorkerError
from truss_worker.process.stdio import say

if TYPE_CHECKING:
    from traceback import TracebackException

_OWN_FOLDER = FOLDER + os.sep
_IMPORT_MACHINERY = "<frozen importlib"

# An exception can carry a whole tensor in its text; a log line with all of it helps nobody.
_MAX_MESSAGE_CHARACTERS = 10_000
_MAX_TRACEBACK_CHARACTERS = 100_000


def describe_exception(error: BaseException) -> dict[str, str]:
    """The exception as `{"type", "message", "traceback"}`; the traceback starts where the user's code does."""
    return {
        "type": full_name(type(error)),
        "message": _shorten(_text_of(error), _MAX_MESSAGE_CHARACTERS),
        "traceback": _shorten(_format(error), _MAX_TRACEBACK_CHARACTERS),
    }


def say_exception(error: BaseException) -> None:
    """Writes the exception to the log, where nobody else can be told of it."""
    say(describe_exception(error)["traceback"])


def full_name(kind: type) -> str:
    """The name of a class, with its module unless that is built in."""
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def to_request_error(error: BaseException) -> WorkerError:
    """What a request gets whose model raised the exception."""
    if isinstance(error, WorkerError):
        return error
    if isinstance(error, (SystemExit, KeyboardInterrupt)):
        return WorkerError(
            "MODEL_EXITED",
            f"The model tried to end the process ({full_name(type(error))})",
            "Raise an exception instead of calling sys.exit() where a request cannot be answered.",
            describe_exception(error),
        )
    if _is_http_exception(error):
        return _http_error(error)
    return WorkerError("MODEL_RAISED", f"The model raised {full_name(type(error))}", None, describe_exception(error))


def _is_http_exception(error: BaseException) -> bool:
    # By shape, so that those of FastAPI, of Starlette and our own are all understood and none has to be imported.
    status = getattr(error, "status_code", None)
    return isinstance(status, int) and 100 <= status <= 599 and hasattr(error, "detail")


def _http_error(error: Any) -> WorkerError:
    from truss_worker.forms.json_encode import to_plain

    try:
        detail = to_plain(error.detail)
    except WorkerError:
        detail = str(error.detail)
    # The client gets the detail whole, the log this.
    text = detail if isinstance(detail, str) else f"The model answered with status {error.status_code}"
    message = _shorten(text, _MAX_MESSAGE_CHARACTERS)
    details = {"status": int(error.status_code), "detail": detail, **_headers_of(error)}
    return WorkerError("MODEL_HTTP_ERROR", message, None, describe_exception(error), **details)


def _headers_of(error: Any) -> dict[str, Any]:
    try:
        headers = [[str(name).lower(), str(value)] for name, value in dict(error.headers or {}).items()]
    except (AttributeError, TypeError, ValueError):
        return {}
    return {"headers": headers} if headers else {}


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as failure:  # noqa: BLE001 - the user's __str__ can raise anything
        return f"<its text cannot be had: {type(failure).__name__}>"


def _format(error: BaseException) -> str:
    # Imported here because most workers never need it, and it takes milliseconds of their start.
    from traceback import TracebackException

    described = TracebackException(type(error), error, error.__traceback__)
    _drop_own_frames(described)
    return "".join(described.format())


def _drop_own_frames(described: TracebackException) -> None:
    seen: set[int] = set()
    waiting = [described]
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        current.stack[:] = [frame for frame in current.stack if not _is_own(frame.filename)]
        related = (current.__cause__, current.__context__)
        waiting.extend(other for other in related if other is not None)
        waiting.extend(getattr(current, "exceptions", None) or ())  # of an exception group


def _is_own(filename: str) -> bool:
    return filename.startswith((_OWN_FOLDER, _IMPORT_MACHINERY))


def _shorten(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    # Both ends matter: where it began, and what was raised.
    half = limit // 2
    return f"{text[:half]}\n… {len(text) - 2 * half} characters left out …\n{text[-half:]}"
