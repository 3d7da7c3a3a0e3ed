"""Form 1: JSON text, or what came under a content type that means it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.errors import WorkerError
from truss_worker.forms.urlencoded import is_urlencoded, read_form
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
    """The value of the body; of a form that is no JSON, its fields. Raises WorkerError (REQUEST_BODY_INVALID)."""
    try:
        return to_request_body(decode_json(request.payload, context.max_json_depth))
    except WorkerError:
        form = read_form(request.payload) if is_urlencoded(request) else None
        if form is None:
            raise
        return form


def encode(value: Any, _asked: Asked, _context: Context) -> Answer:
    """The value as JSON. Raises WorkerError (RESULT_NOT_ENCODABLE)."""
    return Answer(protocol.FORM_JSON, encode_json(value))
