"""Form 1: JSON text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.values.answer import Answer
from truss_worker.values.json_decode import decode_json
from truss_worker.values.json_encode import encode_json
from truss_worker.values.request_body import to_request_body
from truss_worker.wire import protocol

if TYPE_CHECKING:
    from truss_worker.forms.asked import Asked
    from truss_worker.forms.context import Context
    from truss_worker.wire.codec import Frame


def decode(request: Frame, context: Context) -> Any:
    """The value of the body. Raises WorkerError (REQUEST_BODY_INVALID)."""
    return to_request_body(decode_json(request.payload, context.max_json_depth))


def encode(value: Any, _asked: Asked, _context: Context) -> Answer:
    """The value as JSON. Raises WorkerError (RESULT_NOT_ENCODABLE)."""
    return Answer(protocol.FORM_JSON, encode_json(value))
