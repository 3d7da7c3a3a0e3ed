"""The code that makes of a request the rows that a model takes, and the file that it reads for that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import reduce
from pathlib import Path
from string import Template
from typing import Any

from truss.frameworks.tabular.columns import ColumnKind
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
    "rows": "read_inputs(request, {features})",
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
_KINDS: dict[ColumnKind, str] = {
    "number": "a number",
    "text": "a text",
    "label": "a text or a whole number",
    "boolean": "true or false",
    "datetime": "a date such as 2020-12-31T23:59:00, or milliseconds since 1970,",
    "duration": "a text such as 1 days 02:30:00 or PT2H30M",
    "period": "a period such as 2020-12",
    "interval": "an interval such as (0.5, 1.0]",
    "category": "a value like its categories",
    "binary": "bytes in base64",
    "json": "a value of JSON",
    "any": "a value",
}
"""What a column of a kind needs, as a caller is told who sends something else."""


def reading_of(inputs: Inputs, features: str) -> Reading:
    """Gives the code for what a model takes: it hands on arrays, lists of texts or of objects, DataFrames.

    Args:
        inputs: what the model takes.
        features: the expression that tells how many values a row has, such as `self.model.num_features()`; it may give
            None where the model does not know.
    """
    load = _LOADS[inputs.kind]
    call = _CALLS[inputs.kind].format(features=features)
    kinds = set(_kinds_of(inputs)) if inputs.kind == "records" else set()
    also = [*(["re"] if {"datetime", "interval"} & kinds else []), *(["base64"] if "binary" in kinds else [])]
    return Reading(
        request=f'{{"inputs": {_REQUESTS[inputs.kind]}}}',
        call=reduce(lambda inner, name: f"{name}({inner})", _conversions(inputs), call),
        functions=_functions(inputs),
        place="missing_in(inputs, error)" if _missing(inputs) else "",
        load=Snippet(load.lines, [*load.imports, *also]),
    )


def write_columns(inputs: Inputs, folder: Path) -> None:
    """Writes what that code reads from `data/model/`: of `records`, what their columns hold."""
    if inputs.kind == "records":
        (folder / "columns.json").write_text(json.dumps(_columns(inputs), indent=2) + "\n", "utf-8")


def loaded_columns(inputs: Inputs) -> Mapping[str, Any]:
    """Gives what that code finds on the instance once it has been loaded; see `Code.loaded`."""
    return {"columns": _columns(inputs)} if inputs.kind == "records" else {}


def _functions(inputs: Inputs) -> str:
    """The functions that read a request; of those that read a column, the ones for the kinds that there are."""
    reading = (_TEMPLATES / f"read_{inputs.kind}.py.txt").read_text("utf-8")
    names = [*_conversions(inputs), _missing(inputs)]
    functions = [reading, *(_function(name, inputs) for name in names if name is not None)]
    if inputs.kind != "records":
        return "\n\n".join(functions)
    kinds = _kinds_of(inputs)
    each = [(_TEMPLATES / "kinds" / f"{kind}.py.txt").read_text("utf-8") for kind in kinds]
    table = [f'    "{kind}": ("{_KINDS[kind]}", read_{kind}, finish_{kind}),\n' for kind in kinds]
    return "\n\n".join([*functions, *each, "".join(["KINDS = {\n", *table, "}\n"])])


def _kinds_of(inputs: Inputs) -> list[ColumnKind]:
    """The kinds of its columns and of what their categories are, in the order of the table."""
    columns = [*inputs.columns.values(), *(column.of for column in inputs.columns.values() if column.of is not None)]
    return [kind for kind in _KINDS if any(column.kind == kind for column in columns)]


def _function(name: str, inputs: Inputs) -> str:
    columns = inputs.columns.values()
    numbers, truths = (
        tuple(place for place, column in enumerate(columns) if column.kind == kind) for kind in ("number", "boolean")
    )
    text = (_TEMPLATES / f"{name}.py.txt").read_text("utf-8")
    # Of the others none has such a name in it.
    return Template(text).safe_substitute(numbers=numbers, truths=truths, dtype=inputs.dtype)


def _conversions(inputs: Inputs) -> list[str]:
    """The functions that go through an array one after the other, where its values can be of several kinds or types."""
    kinds = {column.kind for column in inputs.columns.values()}
    if inputs.kind not in ("rows", "values"):
        return []
    wanted = {
        "as_numbers": inputs.kind == "rows" and kinds == {"number"},
        # An array may hold texts that the signature does not tell of.
        "as_texts": inputs.kind == "values" or "any" in kinds,
        "as_columns": bool({"text", "label", "category"} & kinds and {"number", "boolean"} & kinds),
        "as_typed": inputs.dtype is not None,
    }
    return [name for name, is_wanted in wanted.items() if is_wanted]


def _missing(inputs: Inputs) -> str | None:
    """The function that finds a missing value; None where none can be found, or nobody knows what is one."""
    if inputs.kind == "records":
        return "missing_in_frame"
    return "missing_in_rows" if "as_numbers" in _conversions(inputs) else None


def _columns(inputs: Inputs) -> dict[str, object]:
    return {name: column.to_json() for name, column in inputs.columns.items()}
