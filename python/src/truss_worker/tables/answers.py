"""Answers in the forms in which SageMaker's callers want tables: CSV, JSON lines, numpy's arrays."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from truss_worker.errors import WorkerError
from truss_worker.tables import json_lines, npy
from truss_worker.tables.csv_text import header_of
from truss_worker.values.json_encode import encode_json, to_plain
from truss_worker.values.text_encode import encode_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREDICTIONS: Final = "predictions"


def write_table(answer: dict[str, Any], media_type: str) -> bytes:
    """The answer in a form of tables: its predictions, and what else it has for each of them.

    Args:
        answer: it has `predictions`.
        media_type: the form, with its parameters.

    Raises:
        WorkerError: RESULT_NOT_ENCODABLE.
    """
    if media_type == npy.MEDIA_TYPE:
        # One array is all that there can be.
        return npy.write_npy(answer[_PREDICTIONS])
    rows = _rows_of(to_plain(answer), media_type)
    if media_type in json_lines.MEDIA_TYPES:
        return json_lines.write_json_lines(rows)
    return _write_csv(rows, header_of(media_type) is True)


def _rows_of(answer: dict[str, Any], media_type: str) -> list[dict[str, Any]]:
    """For each prediction what the answer says of it, the prediction first."""
    predictions = answer[_PREDICTIONS]
    if not isinstance(predictions, list):
        kind = type(predictions).__name__
        message = f"The answer cannot be sent as {media_type}: its predictions are no list, but of type {kind}"
        raise WorkerError("RESULT_NOT_ENCODABLE", message)
    others = {
        name: value
        for name, value in answer.items()
        if name != _PREDICTIONS and isinstance(value, list) and len(value) == len(predictions)
    }
    columns = {_PREDICTIONS: predictions, **others}
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def _write_csv(rows: list[dict[str, Any]], has_header: bool) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    if has_header and rows:
        writer.writerow([name for name, _ in _cells_of(rows[0])])
    for row in rows:
        writer.writerow([_cell(value) for _, value in _cells_of(row)])
    return encode_text(text.getvalue())


def _cells_of(row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each cell with the name of its column: a list or a dict has one for each of its values."""
    for name, value in row.items():
        if isinstance(value, list):
            yield from ((f"{name}_{place}", each) for place, each in enumerate(value))
        elif isinstance(value, dict):
            yield from value.items()
        else:
            yield name, value


def _cell(value: Any) -> Any:
    return encode_json(value).decode() if isinstance(value, (list, dict)) else value
