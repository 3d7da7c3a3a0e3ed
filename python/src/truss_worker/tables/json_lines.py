"""JSON lines: a row in each line, as a list or as a record."""

from __future__ import annotations

from typing import Any, Final

from truss_worker.errors import WorkerError
from truss_worker.tables.table import refuse
from truss_worker.values.json_decode import decode_json
from truss_worker.values.json_encode import encode_json

MEDIA_TYPES: Final = ("application/jsonlines", "application/x-jsonlines", "application/jsonl", "application/x-ndjson")


def read_json_lines(body: bytes | bytearray, max_depth: int) -> list[Any]:
    """The value of each line. Raises WorkerError (REQUEST_BODY_INVALID)."""
    values = []
    for number, line in enumerate(bytes(body).split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            values.append(decode_json(line, max_depth))
        except WorkerError as error:
            raise refuse(f"JSON lines, line {number}: {error.message}", error.hint) from None
    return values


def write_json_lines(rows: list[Any]) -> bytes:
    """A line for each row. Raises WorkerError (RESULT_NOT_ENCODABLE)."""
    return b"".join(encode_json(row) + b"\n" for row in rows)
