"""The dialect of MLflow's callers: what `mlflow models serve` takes and answers, in terms of ours.

The forms are those of https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/ ("Inference Server
Specification"): `dataframe_split`, `dataframe_records`, `instances`, `inputs`, each with `params` beside it, and CSV.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from truss_worker.errors import WorkerError
from truss_worker.wire import protocol

if TYPE_CHECKING:
    from truss_worker.wire.codec import Frame

_ROWS: Final = ("dataframe_split", "dataframe_records", "instances", "inputs")


def read_body(body: Any, request: Frame) -> dict[str, Any] | None:
    """The body as `{"inputs": …}`, with `params` if they were sent; rows of a data frame are records.

    None if the body has none of MLflow's forms.

    Raises:
        WorkerError: REQUEST_BODY_INVALID.
    """
    if request.form == protocol.FORM_TEXT and "csv" in request.header.get("contentType", "").lower():
        return {"inputs": _read_csv(body)}
    # Iterated, since a RequestBody answers to the other one of inputs and instances too.
    names = [name for name in body if name in _ROWS] if isinstance(body, dict) else []
    if not names:
        return None
    if len(names) > 1:
        raise WorkerError("REQUEST_BODY_INVALID", f"The body has more than one of {', '.join(_ROWS)}: {names}")
    rows = body[names[0]]
    read = {"inputs": _records(rows) if names[0] == "dataframe_split" else rows}
    if "params" in body:
        read["params"] = body["params"]
    return read


def wrap_answer(value: Any) -> dict[str, Any]:
    """The answer as `{"predictions": …}`: of a dict with that key its value, else all of it."""
    return {"predictions": value["predictions"] if isinstance(value, dict) and "predictions" in value else value}


def _records(split: Any) -> list[dict[str, Any]]:
    columns = split.get("columns") if isinstance(split, dict) else None
    rows = split.get("data") if isinstance(split, dict) else None
    if not isinstance(columns, list) or not isinstance(rows, list):
        raise WorkerError(
            "REQUEST_BODY_INVALID",
            "dataframe_split is not an object with the arrays columns and data",
            'Send {"dataframe_split": {"columns": ["a", "b"], "data": [[1, 2]]}}.',
        )
    records = []
    for index, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != len(columns):
            raise WorkerError(
                "REQUEST_BODY_INVALID", f"dataframe_split: row {index} has not one value for each of the columns"
            )
        records.append({str(column): value for column, value in zip(columns, row)})
    return records


def _read_csv(text: str) -> list[dict[str, Any]]:
    import csv
    from io import StringIO

    try:
        header, *rows = csv.reader(StringIO(text.lstrip("\ufeff"), newline=""))
    except (ValueError, csv.Error) as error:
        raise WorkerError("REQUEST_BODY_INVALID", f"The body is not CSV with a header line: {error}") from None
    rows = [row for row in rows if row]
    for index, row in enumerate(rows):
        if len(row) != len(header):
            message = f"CSV: row {index + 1} has {len(row)} values, the header {len(header)}"
            raise WorkerError("REQUEST_BODY_INVALID", message)
    columns = [_typed(list(column)) for column in zip(*rows)]
    return [dict(zip(header, row)) for row in zip(*columns)]


def _typed(column: list[str]) -> list[Any]:
    """The values as integers or else as floats, if all of them can be; an empty one is None, as pandas reads it."""
    for kind in (int, float):
        try:
            return [kind(value) if value else None for value in column]
        except ValueError:
            continue
    return [value or None for value in column]
