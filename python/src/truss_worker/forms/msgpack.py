"""Form 2: msgpack with the extra types of Truss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.errors import WorkerError
from truss_worker.msgpack.extra_types import convert, read_map
from truss_worker.msgpack.reader import MsgpackError, unpack
from truss_worker.msgpack.writer import NotPackableError, pack
from truss_worker.values.answer import Answer
from truss_worker.values.exceptions import describe_exception
from truss_worker.values.request_body import to_request_body
from truss_worker.wire import protocol

if TYPE_CHECKING:
    from truss_worker.forms.asked import Asked
    from truss_worker.forms.context import Context
    from truss_worker.wire.codec import Frame


def decode(request: Frame, context: Context) -> Any:
    """The value of the body. Raises WorkerError (REQUEST_BODY_INVALID), in the words that Truss has always had."""
    try:
        return to_request_body(unpack(request.payload, context.max_json_depth, read_map))
    except MsgpackError as error:
        message = f"Unrecognized request format: {error} (the body was read as msgpack, by its content type)"
        hint = "Send other bytes as what they are, such as image/png: application/octet-stream means msgpack here."
        raise WorkerError("REQUEST_BODY_INVALID", message, hint) from None


def encode(value: Any, _asked: Asked, _context: Context) -> Answer:
    """The value as msgpack. Raises WorkerError (RESULT_NOT_ENCODABLE), which names the path inside the value."""
    try:
        return Answer(protocol.FORM_MSGPACK, pack(value, convert))
    except NotPackableError as error:
        path = "".join(reversed(error.path)).lstrip(".")
        raise _not_encodable(f"{f' at {path}' if path else ''}: it {error.why}") from None
    except RecursionError:
        raise _not_encodable(": it nests too deeply, or holds itself") from None
    except Exception as error:
        # Properties and conversions of the user's classes can raise anything.
        raise _not_encodable(f": converting it raised {type(error).__name__}", describe_exception(error)) from error


def _not_encodable(what: str, exception: dict[str, str] | None = None) -> WorkerError:
    return WorkerError(
        "RESULT_NOT_ENCODABLE",
        f"The answer cannot be encoded as msgpack{what}",
        "Return numbers, strings, bytes, lists, dicts, arrays, DataFrames, dates, dataclasses or pydantic models.",
        exception,
    )
