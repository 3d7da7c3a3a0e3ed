"""Makes up rows, to try a model with that nobody gave examples for."""

from __future__ import annotations

from typing import Any

from truss.frameworks.tabular.columns import Column
from truss.frameworks.tabular.inputs import Inputs

_MOST_FEATURES = 100_000
"""More of them make a request that nobody waits for."""

_TEXTS = ("an example", "another one", "")
_ROWS = 3


def sample_of(inputs: Inputs) -> list[Any] | None:
    """Makes up rows: one of zeros, of known categories, or of a text, and some that differ from it.

    Args:
        inputs: what the model takes.

    Returns:
        The rows, or None where too little is known. They need not make sense to the model.
    """
    if inputs.kind == "text":
        return list(_TEXTS)
    if inputs.features is None or inputs.features > _MOST_FEATURES:
        return None
    rows = [{name: _made_up_value(column, row) for name, column in inputs.columns.items()} for row in range(_ROWS)]
    return [row if inputs.kind == "records" else list(row.values()) for row in rows]


def _made_up_value(column: Column, row: int) -> Any:
    if column.values:
        return column.values[row % len(column.values)]
    if column.kind == "boolean":
        return row % 2 == 1
    texts = {
        "text": "text",
        "datetime": f"2000-01-{row + 1:02}T00:00:00",
        "period": f"2000-{row + 1:02}",
        "interval": f"({row}, {row + 1}]",
    }
    return texts.get(column.kind, float(row))
