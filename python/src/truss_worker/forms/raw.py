"""Form 6: bytes of any media type, such as an image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truss_worker.forms.uploaded_file import DEFAULT_TYPE, UploadedFile
from truss_worker.values.answer import Answer
from truss_worker.wire import protocol

if TYPE_CHECKING:
    from truss_worker.forms.context import Context
    from truss_worker.wire.codec import Frame


def decode(request: Frame, _context: Context) -> UploadedFile:
    """The body as it came."""
    body = UploadedFile(request.payload)
    body.content_type = request.header.get("contentType", DEFAULT_TYPE)
    return body


def encode(value: bytes | bytearray | memoryview) -> Answer:
    """The bytes as they are."""
    content_type = getattr(value, "content_type", DEFAULT_TYPE)
    return Answer(protocol.FORM_RAW, bytes(value), {"contentType": content_type})
