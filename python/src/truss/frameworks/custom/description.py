"""Tells what can be told of an object that no framework knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from truss.frameworks.framework import Description
from truss.frameworks.tabular.columns import Column
from truss.frameworks.tabular.inputs import Inputs, inputs_of_columns
from truss.frameworks.tabular.signature import tensors_of_inputs


@dataclass(frozen=True)
class CustomDescription(Description):
    """What an object takes and gives.

    Attributes:
        title: the name of the function, or of the object's class.
        takes: what its rows hold; None where it is called with the whole request.
        has_probabilities: whether `predict_proba` answers beside `predict`.
    """

    title: str
    takes: Inputs | None
    has_probabilities: bool


def describe(model: Any, rows: object) -> CustomDescription:
    """Tells what an object takes and gives; see `Framework.describe`."""
    has_predict = hasattr(model, "predict")
    takes = _inputs_of(model, rows) if has_predict else None
    has_probabilities = has_predict and hasattr(model, "predict_proba")
    return CustomDescription(
        inputs=[] if takes is None else tensors_of_inputs(takes, rows),
        outputs=[],
        sample=None,
        metadata={"supports_predict_proba": has_probabilities} if has_predict else {},
        is_row_wise=False,
        title=title_of(model),
        takes=takes,
        has_probabilities=has_probabilities,
    )


def title_of(model: Any) -> str:
    """What a person calls it."""
    return str(getattr(model, "__name__", None) or type(model).__name__)


def _inputs_of(model: Any, rows: object) -> Inputs:
    columns = list(getattr(rows, "columns", ()))
    return inputs_of_columns(model, [Column("any")] * len(columns), None, rows) if columns else Inputs("values")
