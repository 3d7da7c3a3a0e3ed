"""Which form is read and written by which file."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from truss_worker.errors import WorkerError
from truss_worker.forms import empty, json, parts, raw, text
from truss_worker.forms.asked import Asked
from truss_worker.forms.response import encode_response, is_response
from truss_worker.values.answer import PLAIN_TYPES, Answer
from truss_worker.wire import protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from truss_worker.forms.context import Context
    from truss_worker.wire.codec import Frame


def _later(module: str, function: str) -> Callable[..., Any]:
    """A function of a form that few models meet; its file is imported at the first call, since that takes time."""

    @lru_cache(maxsize=1)
    def find() -> Callable[..., Any]:
        from importlib import import_module

        found: Callable[..., Any] = getattr(import_module(module), function)
        return found

    def call(*arguments: Any) -> Any:
        return find()(*arguments)

    return call


_read_tables: Final = _later("truss_worker.forms.tabular", "read")
_asked_as_table: Final = _later("truss_worker.forms.tabular", "asked_as_table")
_encode_table: Final[Callable[..., Answer | None]] = _later("truss_worker.forms.tabular", "encode")
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
ENCODERS: Final[dict[int, Callable[[Any, Asked, Context], Answer]]] = {
    protocol.FORM_NONE: json.encode,
    protocol.FORM_JSON: json.encode,
    protocol.FORM_MSGPACK: _later("truss_worker.forms.msgpack", "encode"),
    protocol.FORM_V2_JSON: _later("truss_worker.forms.v2", "encode"),
    protocol.FORM_V2_BINARY: _later("truss_worker.forms.v2", "encode"),
    protocol.FORM_PARTS: text.encode,
    protocol.FORM_RAW: text.encode,
    protocol.FORM_TEXT: text.encode,
}
# What nearly all requests ask, made once; a request of V2 asks for more.
_ASKED: Final = {form: Asked(form) for form in ENCODERS if form not in protocol.V2_FORMS}


def decode_body(request: Frame, context: Context) -> tuple[Any, Asked]:
    """The body of a REQUEST as the model gets it, and how its answer is wanted.

    Raises:
        WorkerError: REQUEST_BODY_INVALID; REQUEST_ENCODING_UNSUPPORTED if its form, or the one that it wants for the
            answer, is not supported: found before anything is computed.
    """
    form = request.form
    decode = DECODERS.get(form)
    if decode is None:
        raise _unsupported(form)
    asked = _ASKED.get(request.accept or form) or asked_of(request)
    if form in protocol.V2_FORMS:
        # The one form whose body says what its answer shall have.
        body, outputs = decode(request, context)
        return body, Asked(asked.form, outputs=outputs)
    body = decode(request, context)
    header = request.header
    if context.layout is None and "dialect" not in header and "table" not in header:
        return body, asked
    read: tuple[Any, Asked] = _read_tables(body, request, asked, context)
    return read


def asked_of(request: Frame) -> Asked:
    """How a REQUEST wants its answer, of what stands outside its body.

    Raises:
        WorkerError: REQUEST_ENCODING_UNSUPPORTED.
    """
    form = request.accept or request.form
    asked = _ASKED.get(form)
    if asked is None:
        if form in protocol.V2_FORMS:
            return Asked(form, unread=request)
        raise _unsupported(form)
    if "dialect" in request.header or "table" in request.header:
        asked = _asked_as_table(request, asked)
    return asked


def encode_answer(value: Any, asked: Asked, context: Context) -> Answer:
    """The model's answer in the form that the request wants; what is bytes or a response already keeps its own.

    Raises:
        WorkerError: RESULT_NOT_ENCODABLE.
    """
    if type(value) not in PLAIN_TYPES:
        if isinstance(value, (bytes, bytearray, memoryview)) and asked.form not in protocol.V2_FORMS:
            return raw.encode(value)
        if is_response(value):
            return encode_response(value)
    if asked.render is not None:
        value = asked.render(value)
        if isinstance(value, text.TextBody):
            return text.encode(value, asked, context)
    if asked.has_predictions:
        value = value if isinstance(value, dict) and "predictions" in value else {"predictions": value}
    if asked.table is not None:
        written = _encode_table(value, asked)
        if written is not None:
            return written
    return ENCODERS[asked.form](value, asked, context)


def _unsupported(form: int) -> WorkerError:
    return WorkerError("REQUEST_ENCODING_UNSUPPORTED", f"This version does not support bodies of form {form}")
