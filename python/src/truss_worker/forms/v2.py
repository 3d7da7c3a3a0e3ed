"""Forms 3 and 4: a request of the Open Inference Protocol, in JSON and with raw bytes after it."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from truss_worker.v2.answer.encode import encode_outputs
from truss_worker.v2.request.decode import read_inputs, read_request
from truss_worker.v2.request.infer_request import InferRequest
from truss_worker.v2.served_model import read_served_model
from truss_worker.wire import protocol

if TYPE_CHECKING:
    from truss_worker.forms.context import Context
    from truss_worker.v2.request.body import V2Body
    from truss_worker.values.answer import Answer
    from truss_worker.wire.codec import Frame

# What the request that is being answered asks for, under the number of its frame: the answer needs it again, and the
# JSON of a large request is slow to read twice. Without the inputs, so that nothing large stays behind.
_asked: ContextVar[tuple[int, InferRequest] | None] = ContextVar("asked", default=None)


def decode(request: Frame, context: Context) -> V2Body:
    """The inputs. Raises WorkerError (REQUEST_BODY_INVALID)."""
    model = read_served_model(context.entry, context.config)
    json_bytes = _json_bytes(request)
    asked = read_request(request.payload, json_bytes, context.max_json_depth, model)
    body = read_inputs(asked, request.payload, json_bytes, model)
    _remember(request, asked)
    return body


def encode(value: Any, request: Frame, context: Context) -> Answer:
    """The outputs. Raises WorkerError (RESULT_NOT_ENCODABLE, REQUEST_OUTPUT_INVALID)."""
    model = read_served_model(context.entry, context.config)
    asked = _recall(request, context)
    may_be_binary = (request.accept or request.form) == protocol.FORM_V2_BINARY
    return encode_outputs(value, asked, model, may_be_binary)


def _json_bytes(request: Frame) -> int | None:
    if request.form == protocol.FORM_V2_JSON:
        return len(request.payload)
    return request.header.get("binaryOffset") or None


def _remember(request: Frame, asked: InferRequest) -> InferRequest:
    small = asked._replace(inputs=(), parameters={}, id=asked.id or request.header.get("requestId"))
    _asked.set((request.id, small))
    return small


def _recall(request: Frame, context: Context) -> InferRequest:
    """What the request asks for; read again where it was read in another context, or not at all."""
    known = _asked.get()
    if known is not None and known[0] == request.id:
        return known[1]
    if request.form not in (protocol.FORM_V2_JSON, protocol.FORM_V2_BINARY):
        return _remember(request, InferRequest())
    model = read_served_model(context.entry, context.config)
    return _remember(request, read_request(request.payload, _json_bytes(request), context.max_json_depth, model))
