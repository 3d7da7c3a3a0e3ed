"""Takes rows as people have them for a pipeline, and answers as a pipeline does."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from truss.frameworks.example_rows import rows_given
from truss.frameworks.framework import Rows
from truss.frameworks.transformers.tasks import Kind, Task

_LONGEST_NAME = 255


def rows_of(task: Task, examples: Any, most: int) -> Rows:
    """Takes rows that were given as examples: values, records, or one of them."""
    is_row = isinstance(examples, (str, bytes)) or (isinstance(examples, Mapping) and set(examples) != {"inputs"})
    given = rows_given([examples] if is_row or hasattr(examples, "getbands") else examples)
    few = list(given[:most])
    inputs = [_sent_row(task, row) for row in few]
    return Rows(list(given), few, inputs)


def live_answer(pipeline: Any, task: Task, rows: Any) -> dict[str, Any]:
    """Asks a pipeline itself."""
    if not task.is_one_call:
        return {"predictions": plain([pipeline(**row) for row in rows])}
    found = pipeline(list(rows))
    return {"predictions": plain([found] if task.unwraps_one and len(rows) == 1 else found)}


def plain(value: Any) -> Any:
    """What a pipeline returns as JSON has it: a picture is a PNG in base64."""
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if hasattr(value, "getbands"):
        return _png(value)
    if hasattr(value, "is_floating_point") and value.is_floating_point():
        value = value.float()
    return value.tolist() if hasattr(value, "tolist") else value


def _sent_row(task: Task, row: Any) -> Any:
    if task.is_one_call:
        return _sent(next(iter(task.fields.values())), row)
    return {name: _sent(kind, row[name]) for name, kind in task.fields.items() if name in row}


def _sent(kind: Kind, value: Any) -> Any:
    """A value as a request carries it."""
    if kind == "images":
        return [_sent("image", each) for each in value]
    if kind == "image" and hasattr(value, "getbands"):
        return _png(value)
    if kind in ("image", "audio") and isinstance(value, (str, Path)) and _is_file(value):
        value = Path(value).read_bytes()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if kind == "audio" and isinstance(value, Mapping) and "raw" in value:
        return {"array": value["raw"], "sampling_rate": value["sampling_rate"]}
    return value


def _is_file(value: str | Path) -> bool:
    # A file in base64 is too long for a name.
    return len(str(value)) <= _LONGEST_NAME and Path(value).is_file()


def _png(picture: Any) -> str:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()
