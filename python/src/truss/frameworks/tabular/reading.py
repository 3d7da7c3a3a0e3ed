"""The code that makes of a request the rows that a model takes, and the file that it reads for that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from truss.frameworks.tabular.inputs import Inputs, InputsKind
from truss.frameworks.template import Reading, Snippet

_TEMPLATES = Path(__file__).parent / "templates"

_REQUESTS: dict[InputsKind, str] = {
    "rows": "[[number, …], …]",
    "values": "[value, …]",
    "text": "[text, …]",
    "mappings": "[{name: value, …}, …]",
    "records": "[{column: value, …}, …]",
}
_CALLS: dict[InputsKind, str] = {
    "rows": "read_inputs(request, self.model)",
    "values": "read_inputs(request)",
    "text": "read_inputs(request)",
    "mappings": "read_inputs(request)",
    "records": "read_inputs(request, self.columns)",
}
_LOADS: dict[InputsKind, Snippet] = {
    "rows": Snippet(imports=["numpy as np"]),
    "values": Snippet(imports=["numpy as np"]),
    "text": Snippet(),
    "mappings": Snippet(),
    "records": Snippet(
        ['self.columns = json.loads((self.model_dir / "columns.json").read_text("utf-8"))'],
        ["json", "pandas as pd"],
    ),
}


def reading_of(inputs: Inputs) -> Reading:
    """Gives the code for what a model takes: it hands on arrays, lists of texts or of objects, DataFrames."""
    return Reading(
        request=f'{{"inputs": {_REQUESTS[inputs.kind]}}}',
        call=_CALLS[inputs.kind],
        functions=(_TEMPLATES / f"read_{inputs.kind}.py.txt").read_text("utf-8"),
        load=_LOADS[inputs.kind],
    )


def write_columns(inputs: Inputs, folder: Path) -> None:
    """Writes what that code reads from `data/model/`: of `records`, what their columns hold."""
    if inputs.kind == "records":
        (folder / "columns.json").write_text(json.dumps(_columns(inputs), indent=2) + "\n", "utf-8")


def loaded_columns(inputs: Inputs) -> Mapping[str, Any]:
    """Gives what that code finds on the instance once it has been loaded; see `Code.loaded`."""
    return {"columns": _columns(inputs)} if inputs.kind == "records" else {}


def _columns(inputs: Inputs) -> dict[str, object]:
    return {name: column.to_json() for name, column in inputs.columns.items()}
