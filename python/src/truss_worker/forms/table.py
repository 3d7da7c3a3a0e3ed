"""Which form is read and written by which file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from truss_worker.errors import WorkerError
from truss_worker.forms import empty, json, mlflow, parts, raw, text
from truss_worker.forms.response import encode_response, is_response
from truss_worker.values.answer import PLAIN_TYPES, Answer
from truss_worker.wire import protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from truss_worker.forms.context import Context
    from truss_worker.wire.codec import Frame


def _later(module: str, function: str) -> Callable[..., Any]:
    """A function of a form that few models meet; its file is imported at the first call, since that takes time."""

    def call(*arguments: Any) -> Any:
        from importlib import import_module

        return getattr(import_module(module), function)(*arguments)

    return call


DECODERS: Final[dict[int, Callable[[Frame, Context], Any]]] = {
    protocol.FORM_NONE: empty.decode,
    protocol.FORM_JSON: json.decode,
    protocol.FORM_MSGPACK: _later("truss_worker.forms.msgpack", "decode"),
    protocol.FORM_V2_JSON: _later("truss_worker.forms.v2", "decode"),
    protocol.FORM_V2_BINARY: _later("truss_worker.forms.v2", "decode"),
    protocol.FORM_PARTS: parts.decode,
    protocol.FORM_RAW: raw.decode,
    protocol.FORM_TEXT: text.decode,
}
ENCODERS: Final[dict[int, Callable[[Any, Frame, Context], Answer]]] = {
    protocol.FORM_NONE: json.encode,
    protocol.FORM_JSON: json.encode,
    protocol.FORM_MSGPACK: _later("truss_worker.forms.msgpack", "encode"),
    protocol.FORM_V2_JSON: _later("truss_worker.forms.v2", "encode"),
    protocol.FORM_V2_BINARY: _later("truss_worker.forms.v2", "encode"),
    protocol.FORM_PARTS: text.encode,
    protocol.FORM_RAW: text.encode,
    protocol.FORM_TEXT: text.encode,
}


# Whose clients can read nothing but tensors.
_V2_FORMS: Final = (protocol.FORM_V2_JSON, protocol.FORM_V2_BINARY)


def decode_body(request: Frame, context: Context) -> Any:
    """The body of a REQUEST as the model gets it.

    Raises:
        WorkerError: REQUEST_BODY_INVALID; REQUEST_ENCODING_UNSUPPORTED if its form, or the one that it wants for the
            answer, is not supported: found before anything is computed.
    """
    form = request.form
    decode = DECODERS.get(form)
    if decode is None or (request.accept or form) not in ENCODERS:
        unsupported = form if decode is None else request.accept
        raise WorkerError("REQUEST_ENCODING_UNSUPPORTED", f"This version does not support bodies of form {unsupported}")
    body = decode(request, context)
    return mlflow.read_body(body, request) if "dialect" in request.header else body


def encode_answer(value: Any, request: Frame, context: Context) -> Answer:
    """The model's answer in the form that the REQUEST wants; what is bytes or a response already keeps its own.

    Raises:
        WorkerError: RESULT_NOT_ENCODABLE.
    """
    wanted = request.accept or request.form
    if type(value) not in PLAIN_TYPES:
        if isinstance(value, (bytes, bytearray, memoryview)) and wanted not in _V2_FORMS:
            return raw.encode(value)
        if is_response(value):
            return encode_response(value)
    if "dialect" in request.header:
        value = mlflow.wrap_answer(value)
    return ENCODERS[wanted](value, request, context)
