"""Tries the generated code on one small request, to have an example and to learn what the answers look like."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from truss.errors import error_of
from truss.frameworks.sklearn.columns import Column
from truss.frameworks.sklearn.inputs import Inputs
from truss_worker.values.json_encode import to_plain

# A row of thousands of zeros is no example for a person.
_MAX_MADE_UP_FEATURES = 64
_MAX_EXAMPLE_ROWS = 10


@dataclass(frozen=True)
class Trial:
    """A request that the model has answered.

    Attributes:
        request: as JSON.
        answer: what the generated code returned, with its arrays as they were.
    """

    request: Mapping[str, Any]
    answer: Mapping[str, Any]


def try_out(source: str, model: Any, inputs: Inputs, rows: Any) -> Trial | None:
    """Has the generated code answer one request with the live object, so that nothing is loaded twice.

    Args:
        source: the generated `model.py`.
        model: the estimator.
        inputs: what it takes.
        rows: rows of the user's, or None: then zeros, known categories, a text.

    Returns:
        None where nothing can be made up, or the model does not take what was made up: a row of zeros need not make
        sense to it.

    Raises:
        TrussError: `INPUT_INVALID` where the model does not answer the user's own rows.
    """
    made_up = rows is None
    request_rows = _made_up_rows(inputs) if made_up else to_plain(rows[:_MAX_EXAMPLE_ROWS])
    if request_rows is None:
        return None
    request = {"inputs": request_rows}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Trial(request, _generated(source, model, inputs).predict(request))
    except Exception as error:
        if made_up:
            return None
        raise error_of(
            "INPUT_INVALID",
            f"{type(model).__name__} does not answer the examples: {error}",
            "Give `examples` in the form in which predict takes its rows, such as X[:3]",
        ) from error


def _generated(source: str, model: Any, inputs: Inputs) -> Any:
    namespace: dict[str, Any] = {"__name__": "model"}
    exec(compile(source, "model/model.py", "exec"), namespace)  # noqa: S102 - our own template's text
    instance = namespace["Model"](config={}, data_dir=Path("data"))
    instance.model = model
    instance.columns = {name: column.to_json() for name, column in inputs.columns.items()}
    return instance


def _made_up_rows(inputs: Inputs) -> list[Any] | None:
    if inputs.kind == "text":
        return ["an example"]
    if inputs.features is None or inputs.features > _MAX_MADE_UP_FEATURES:
        return None
    row = {name: _made_up_value(column) for name, column in inputs.columns.items()}
    return [row if inputs.kind == "records" else list(row.values())]


def _made_up_value(column: Column) -> Any:
    if column.values:
        return to_plain(column.values[0])
    return {"text": "text", "boolean": False, "datetime": "2000-01-01T00:00:00"}.get(column.kind, 0.0)
