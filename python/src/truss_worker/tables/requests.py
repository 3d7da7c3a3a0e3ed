"""The tables that a request may be, as what a model gets: `{"inputs": …}`.

The forms are those of MLflow (https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/, "Inference Server
Specification") and of SageMaker's serializers: `dataframe_split`, `dataframe_records`, `instances`, `inputs`, each with
`params` beside it; CSV, JSON lines, numpy's arrays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from truss_worker.tables import json_lines, npy
from truss_worker.tables.csv_text import table_of_csv
from truss_worker.tables.table import Table, refuse, table_of_records, table_of_split
from truss_worker.values.request_body import to_request_body
from truss_worker.wire.protocol import DEFAULT_MAX_JSON_DEPTH

if TYPE_CHECKING:
    from truss_worker.tables.layout import Layout

_FRAMES: Final = ("dataframe_split", "dataframe_records")
_FORMS: Final = (*_FRAMES, "instances", "inputs")


def read_tables(body: Any, content_type: str, layout: Layout | None, *, is_invocation: bool) -> Any:
    """The request that a body stands for; None where it is a request as any.

    Args:
        body: as its form was read: a value of JSON, a text, bytes.
        content_type: of a text or of bytes, as it came.
        layout: what the model takes; None where it does not say: then a table becomes records, if it has names.
        is_invocation: whether it came by the route of MLflow's and SageMaker's callers, on which the same means a table
            that may elsewhere be a request of the model's own.

    Raises:
        WorkerError: REQUEST_BODY_INVALID.
    """
    if isinstance(body, dict):
        return _read_object(body, layout, is_invocation)
    if layout is None and not is_invocation:
        return None
    if isinstance(body, list):
        return _request(_fitted(body, layout)) if is_invocation and layout is not None else None
    media_type = content_type.partition(";")[0].strip().lower()
    if isinstance(body, str):
        is_csv = media_type.endswith("csv")
        return _request(_inputs_of(table_of_csv(body, content_type, layout), layout)) if is_csv else None
    if isinstance(body, (bytes, bytearray)):
        if media_type in json_lines.MEDIA_TYPES:
            return _request(_fitted(json_lines.read_json_lines(body, DEFAULT_MAX_JSON_DEPTH), layout))
        if media_type == npy.MEDIA_TYPE:
            return _request(npy.read_npy(body))
    return None


def _read_object(body: dict[str, Any], layout: Layout | None, is_invocation: bool) -> Any:
    if not is_invocation and layout is None:
        return None
    forms = _FORMS if is_invocation or (layout is not None and layout.kind != "records") else _FRAMES
    # Iterated, since a RequestBody answers to the other one of inputs and instances too.
    names = [name for name in body if name in forms]
    if not names:
        return None
    if len(names) > 1:
        raise refuse(f"The body has more than one of {', '.join(_FORMS)}: {', '.join(names)}")
    (name,) = names
    sent = dict.__getitem__(body, name)
    if name == "dataframe_split":
        inputs = _inputs_of(table_of_split(sent), layout)
    elif name == "dataframe_records":
        inputs = _inputs_of_records(sent, layout)
    else:
        inputs = _fitted(sent, layout)
        if inputs is sent and not is_invocation:
            return None
    return to_request_body({"inputs": inputs, **{key: value for key, value in body.items() if key != name}})


def _request(inputs: Any) -> Any:
    return to_request_body({"inputs": inputs})


def _fitted(inputs: Any, layout: Layout | None) -> Any:
    return inputs if layout is None else layout.fitted(inputs)


def _inputs_of(table: Table, layout: Layout | None) -> list[Any]:
    return table.as_records() if layout is None else layout.inputs_of(table)


def _inputs_of_records(records: Any, layout: Layout | None) -> Any:
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise refuse("dataframe_records is not a list of objects", 'Send {"dataframe_records": [{"a": 1, "b": 2}]}.')
    if layout is None or layout.kind == "records" or not records:
        # As they are: columns that the model can do without may be missing in some.
        return records
    return layout.inputs_of(table_of_records(records, "dataframe_records"))
