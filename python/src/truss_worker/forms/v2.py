"""Forms 3 and 4: a request of the Open Inference Protocol, in JSON and with raw bytes after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.v2.answer.encode import encode_outputs
from truss_worker.v2.request.decode import read_inputs, read_request
from truss_worker.v2.wanted import Wanted
from truss_worker.wire import protocol

if TYPE_CHECKING:
    from truss_worker.forms.asked import Asked
    from truss_worker.forms.context import Context
    from truss_worker.v2.request.body import V2Body
    from truss_worker.v2.request.infer_request import InferRequest
    from truss_worker.values.answer import Answer
    from truss_worker.wire.codec import Frame


def decode(request: Frame, context: Context) -> tuple[V2Body, Wanted]:
    """The inputs, and what is wanted of the outputs. Raises WorkerError (REQUEST_BODY_INVALID)."""
    infer_request = _read(request, context)
    body = read_inputs(infer_request, request.body, _json_bytes(request), context.served_model)
    return body, _with_id(infer_request.wanted, request)


def encode(value: Any, asked: Asked, context: Context) -> Answer:
    """The outputs.

    Raises:
        WorkerError: RESULT_NOT_ENCODABLE, REQUEST_OUTPUT_INVALID; REQUEST_BODY_INVALID of a body that the model has
            left unread.
    """
    wanted = asked.outputs or _read_wanted(asked.unread, context)
    return encode_outputs(value, wanted, context.served_model, asked.form == protocol.FORM_V2_BINARY)


def _read_wanted(request: Frame | None, context: Context) -> Wanted:
    if request is None:
        return Wanted()
    is_v2 = request.form in protocol.V2_FORMS
    return _with_id(_read(request, context).wanted if is_v2 else Wanted(), request)


def _read(request: Frame, context: Context) -> InferRequest:
    return read_request(request.body, _json_bytes(request), context.max_json_depth, context.served_model)


def _json_bytes(request: Frame) -> int | None:
    if request.form == protocol.FORM_V2_JSON:
        return len(request.body)
    return request.header.get("binaryOffset") or None


def _with_id(wanted: Wanted, request: Frame) -> Wanted:
    """The same with the name that the server has given the request, where its body gives none."""
    return wanted if wanted.id else wanted._replace(id=request.header.get("requestId"))
