"""A file as a model gets it: what a server makes of the body in which a client sends it."""

from __future__ import annotations

import re
from typing import Any

from truss._client.bodies import body_of, is_sent_as_it_is
from truss_worker.forms import json, msgpack, raw, text
from truss_worker.forms.context import Context
from truss_worker.forms.uploaded_file import UploadedFile
from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

# As the server tells the forms of bodies by their content types.
_FORMS = (
    (re.compile(r"application/(json|[\w.-]+\+json)"), json.decode),
    (re.compile(r"application/(octet-stream|msgpack|x-msgpack)"), msgpack.decode),
    (re.compile(r"text/.+|application/(xml|[\w.-]+\+xml)"), text.decode),
)
_DEPTH = 100


def as_received(value: Any) -> Any:
    """Gives what a model gets where somebody asks with bytes, an open file or the path of one; anything else as it is.

    Bytes mean a path to many libraries, so that a model that reads a picture would not answer as it is served.

    Args:
        value: what somebody wants answered.

    Raises:
        ValidationError: `INPUT_INVALID` where the file cannot be read.
        WorkerError: REQUEST_BODY_INVALID where it is not what its name says.
    """
    if isinstance(value, UploadedFile) or not is_sent_as_it_is(value):
        return value
    body = body_of(value, None, is_binary=False)
    sent = Frame(protocol.REQUEST, header={"contentType": body.content_type}, payload=body.content)
    decode = next((form for types, form in _FORMS if types.fullmatch(body.content_type)), raw.decode)
    return decode(sent, Context(_DEPTH, {}, {}))
