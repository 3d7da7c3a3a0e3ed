"""Form 5: the parts of a multipart form, as a dict of fields and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.errors import WorkerError
from truss_worker.forms.uploaded_file import DEFAULT_TYPE, UploadedFile
from truss_worker.values.request_body import FormBody

if TYPE_CHECKING:
    from truss_worker.forms.context import Context
    from truss_worker.wire.codec import Frame


def decode(request: Frame, _context: Context) -> FormBody:
    """Name → str for a field, UploadedFile for a file; a list of them where a name came several times.

    Raises:
        WorkerError: REQUEST_BODY_INVALID, for a field that is not UTF-8; WIRE_PROTOCOL.
    """
    found: dict[str, list[Any]] = {}
    position = 0
    for part in request.header.get("parts", ()):
        end = position + part["length"]
        found.setdefault(part["name"], []).append(_value_of(part, request.payload[position:end]))
        position = end
    if position != len(request.payload):
        message = f"The parts of a form have {position} bytes, its frame has {len(request.payload)}"
        raise WorkerError("WIRE_PROTOCOL", message)
    return FormBody({name: values[0] if len(values) == 1 else values for name, values in found.items()})


def _value_of(part: dict[str, Any], data: bytes) -> str | UploadedFile:
    if "filename" in part:
        file = UploadedFile(data)
        file.filename = part["filename"]
        file.content_type = part.get("contentType", DEFAULT_TYPE)
        return file
    try:
        return data.decode()
    except UnicodeDecodeError:
        message = f"The field {part['name']!r:.100} of the form is not valid UTF-8"
        hint = "Send what is not text as a file: give the part a filename."
        raise WorkerError("REQUEST_BODY_INVALID", message, hint) from None
