"""Forms as browsers and `curl -d a=1` send them, under the content type that `curl -d` also gives JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from truss_worker.errors import WorkerError
from truss_worker.values.request_body import FormBody

if TYPE_CHECKING:
    from truss_worker.wire.codec import Frame

_MEDIA_TYPE: Final = "application/x-www-form-urlencoded"
# As many as the parts of a form with files.
_MAX_FIELDS: Final = 1000
# What JSON begins with that went wrong further on: who sends it wants to know where.
_JSON_BEGINS: Final = (b"{", b"[", b'"')


def is_urlencoded(request: Frame) -> bool:
    """Whether the body may be such a form."""
    content_type: str = request.header.get("contentType", "")
    return content_type.partition(";")[0].strip().lower() == _MEDIA_TYPE


def read_form(body: bytes) -> FormBody | None:
    """Name → text, or a list of them where a name came several times; None if the body is no form.

    Raises:
        WorkerError: REQUEST_BODY_INVALID for a form that cannot be read.
    """
    if b"=" not in body or body.lstrip().startswith(_JSON_BEGINS):
        return None
    if body.count(b"&") >= _MAX_FIELDS:
        raise WorkerError("REQUEST_BODY_INVALID", f"The form has more than {_MAX_FIELDS} fields")
    from urllib.parse import parse_qsl

    found: dict[str, list[str]] = {}
    try:
        for name, value in parse_qsl(body.decode().strip(), keep_blank_values=True, errors="strict"):
            found.setdefault(name, []).append(value)
    except UnicodeDecodeError:
        message = "A field of the form is not valid UTF-8"
        hint = "Send what is not text as a file of multipart/form-data."
        raise WorkerError("REQUEST_BODY_INVALID", message, hint) from None
    return FormBody({name: values[0] if len(values) == 1 else values for name, values in found.items()})
