"""Tables: what a body of any form is one of, and answers as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.tables import npy
from truss_worker.tables.answers import write_table
from truss_worker.tables.requests import read_tables
from truss_worker.values.answer import Answer
from truss_worker.wire import protocol

if TYPE_CHECKING:
    from truss_worker.forms.asked import Asked
    from truss_worker.forms.context import Context
    from truss_worker.wire.codec import Frame


def read(body: Any, request: Frame, asked: Asked, context: Context) -> tuple[Any, Asked]:
    """The body as the model gets it, and how its answer is wanted: both as they are where it is no table.

    Raises:
        WorkerError: REQUEST_BODY_INVALID.
    """
    is_invocation = "dialect" in request.header
    content_type = request.header.get("contentType", "")
    tables = read_tables(body, content_type, context.layout, is_invocation=is_invocation)
    if tables is None:
        # SageMaker's callers send to the same route what they like, and get what the model answers.
        return body, asked
    # What a table was sent as does not matter to its answer.
    asked = asked._replace(form=protocol.FORM_JSON) if asked.form != protocol.FORM_MSGPACK else asked
    return tables, asked_as_table(request, asked) if is_invocation else asked


def asked_as_table(request: Frame, asked: Asked) -> Asked:
    """How the answer to an invocation is wanted: with predictions, and in the form that its header names."""
    return asked._replace(has_predictions=True, table=request.header.get("table"))


def encode(value: dict[str, Any], media_type: str) -> Answer:
    """An answer that has predictions as a table. Raises WorkerError (RESULT_NOT_ENCODABLE)."""
    is_text = media_type != npy.MEDIA_TYPE
    form = protocol.FORM_TEXT if is_text else protocol.FORM_RAW
    return Answer(form, write_table(value, media_type), {"contentType": media_type})
