"""Form 7: text of any media type, such as XML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from truss_worker.errors import WorkerError
from truss_worker.forms import json
from truss_worker.forms.charset import UTF8, find_charset, with_utf8
from truss_worker.values.answer import Answer
from truss_worker.values.text_encode import encode_text
from truss_worker.wire import protocol

if TYPE_CHECKING:
    from truss_worker.forms.asked import Asked
    from truss_worker.forms.context import Context
    from truss_worker.wire.codec import Frame

_DEFAULT_TYPE: Final = "text/plain; charset=utf-8"


class TextBody(str):
    """The text of a body; `content_type` is its media type, and leaves with it if the model answers with it."""

    __slots__ = ("content_type",)
    content_type: str


def decode(request: Frame, _context: Context) -> TextBody:
    """The text of the body.

    Raises:
        WorkerError: REQUEST_BODY_INVALID if its bytes are not of its encoding; REQUEST_ENCODING_UNSUPPORTED.
    """
    content_type = request.header.get("contentType", _DEFAULT_TYPE)
    charset = find_charset(content_type, request.payload)
    try:
        body = TextBody(request.payload.decode(charset))
    except UnicodeDecodeError as error:
        byte = request.payload[error.start]
        message = f"The body is not valid {charset.upper()}: byte 0x{byte:02x} at position {error.start}"
        raise WorkerError("REQUEST_BODY_INVALID", message) from None
    body.content_type = content_type if charset == UTF8 else with_utf8(content_type)
    return body


def encode(value: Any, asked: Asked, context: Context) -> Answer:
    """A str as text; anything else, which is not text, as JSON. Raises WorkerError (RESULT_NOT_ENCODABLE)."""
    if not isinstance(value, str):
        return json.encode(value, asked, context)
    content_type = getattr(value, "content_type", _DEFAULT_TYPE)
    return Answer(protocol.FORM_TEXT, encode_text(value), {"contentType": content_type})
