"""Makes up a row, to try a model with that nobody gave examples for."""

from __future__ import annotations

from typing import Any

from truss.frameworks.tabular.columns import Column
from truss.frameworks.tabular.inputs import Inputs

# A row of thousands of zeros is no example for a person.
_MAX_MADE_UP_FEATURES = 64


def sample_of(inputs: Inputs) -> list[Any] | None:
    """Makes up a row of zeros, of known categories, or of a text.

    Args:
        inputs: what the model takes.

    Returns:
        The rows, or None where too little is known. Zeros need not make sense to the model.
    """
    if inputs.kind == "text":
        return ["an example"]
    if inputs.features is None or inputs.features > _MAX_MADE_UP_FEATURES:
        return None
    row = {name: _made_up_value(column) for name, column in inputs.columns.items()}
    return [row if inputs.kind == "records" else list(row.values())]


def _made_up_value(column: Column) -> Any:
    if column.values:
        return column.values[0]
    return {"text": "text", "boolean": False, "datetime": "2000-01-01T00:00:00"}.get(column.kind, 0.0)
