"""The error that a request gets whose model raised an exception."""

from __future__ import annotations

from typing import Any

from truss_worker.errors import WorkerError
from truss_worker.process.debugger import debugger_hint
from truss_worker.values.container_paths import container_path_hint
from truss_worker.values.exceptions import describe_exception, full_name, short_message
from truss_worker.values.json_encode import to_plain


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
    message = f"The model raised {full_name(type(error))}"
    return WorkerError(
        "MODEL_RAISED", message, debugger_hint(error) or container_path_hint(error), describe_exception(error)
    )


def _is_http_exception(error: BaseException) -> bool:
    # By shape, so that those of FastAPI, of Starlette and our own are all understood and none has to be imported.
    status = getattr(error, "status_code", None)
    return isinstance(status, int) and 100 <= status <= 599 and hasattr(error, "detail")


def _http_error(error: Any) -> WorkerError:
    try:
        detail = to_plain(error.detail)
    except WorkerError:
        detail = str(error.detail)
    # The client gets the detail whole, the log this.
    text = detail if isinstance(detail, str) else f"The model answered with status {error.status_code}"
    message = short_message(text)
    details = {"status": int(error.status_code), "detail": detail, **_headers_of(error)}
    return WorkerError("MODEL_HTTP_ERROR", message, None, describe_exception(error), **details)


def _headers_of(error: Any) -> dict[str, Any]:
    try:
        headers = [[str(name).lower(), str(value)] for name, value in dict(error.headers or {}).items()]
    except (AttributeError, TypeError, ValueError):
        return {}
    return {"headers": headers} if headers else {}
