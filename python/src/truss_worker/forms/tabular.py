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
        # What is no table is the model's own request, and its answer what the model gives: as a table, where it is one.
        return body, asked._replace(table=request.header.get("table"))
    # What a table was sent as does not matter to its answer.
    asked = asked._replace(form=protocol.FORM_JSON) if asked.form != protocol.FORM_MSGPACK else asked
    return tables, asked_as_table(request, asked)


def asked_as_table(request: Frame, asked: Asked) -> Asked:
    """How the answer is wanted: in the form that the header names, and to an invocation with predictions."""
    return asked._replace(has_predictions="dialect" in request.header, table=request.header.get("table"))


def encode(value: Any, asked: Asked) -> Answer | None:
    """An answer as the table that it is wanted as; None where it has no rows, and nobody was promised any.

    Raises:
        WorkerError: RESULT_NOT_ENCODABLE.
    """
    answer = value if isinstance(value, dict) and "predictions" in value else {"predictions": value}
    rows = answer["predictions"]
    if not asked.has_predictions and (isinstance(rows, (str, bytes, dict)) or not hasattr(rows, "__len__")):
        return None
    media_type = asked.table or ""
    is_text = media_type != npy.MEDIA_TYPE
    form = protocol.FORM_TEXT if is_text else protocol.FORM_RAW
    return Answer(form, write_table(answer, media_type), {"contentType": media_type})
