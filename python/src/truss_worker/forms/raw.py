"""Form 6: bytes of any media type, such as an image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truss_worker import protocol
from truss_worker.forms.answer import Answer

if TYPE_CHECKING:
    from truss_worker.codec import Frame
    from truss_worker.forms.context import Context

_DEFAULT_TYPE = "application/octet-stream"


class RawBody(bytes):
    """The bytes of a body; `content_type` is their media type, and leaves with them if the model answers with them."""

    content_type: str = _DEFAULT_TYPE


def decode(request: Frame, _context: Context) -> RawBody:
    """The body as it came."""
    body = RawBody(request.payload)
    body.content_type = request.header.get("contentType", _DEFAULT_TYPE)
    return body


def encode(value: bytes | bytearray | memoryview) -> Answer:
    """The bytes as they are."""
    content_type = getattr(value, "content_type", _DEFAULT_TYPE)
    return Answer(protocol.FORM_RAW, bytes(value), {"contentType": content_type})
