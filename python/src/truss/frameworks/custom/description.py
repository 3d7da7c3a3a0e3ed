"""Tells what can be told of an object that no framework knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction
from typing import Any, Literal

from truss.frameworks.custom.arguments import Arguments, arguments_of
from truss.frameworks.framework import Description
from truss.frameworks.tabular.columns import Column
from truss.frameworks.tabular.inputs import Inputs, dtype_of_rows, inputs_of_columns
from truss.frameworks.tabular.signature import tensors_of_inputs

Way = Literal["at once", "awaited", "in pieces", "awaited in pieces"]
"""How an answer comes: a function may be async, and it may yield."""


@dataclass(frozen=True)
class CustomDescription(Description):
    """What an object takes and gives.

    Attributes:
        title: the name of the function, or of the object's class.
        takes: what its rows hold; None where it gets the request, or the members of it.
        arguments: what a request consists of, where its members are arguments.
        has_predict: whether `predict` answers, and not the object itself.
        has_probabilities: whether `predict_proba` answers beside `predict`.
        ways: of each method that is asked how its answer comes; of the object itself under the name `__call__`.
    """

    title: str
    takes: Inputs | None
    arguments: Arguments | None
    has_predict: bool
    has_probabilities: bool
    ways: Mapping[str, Way]


def describe(model: Any, rows: object) -> CustomDescription:
    """Tells what an object takes and gives; see `Framework.describe`."""
    has_predict = hasattr(model, "predict")
    arguments = arguments_of(model.predict if has_predict else model, rows)
    takes = _inputs_of(model, rows) if has_predict and arguments is None else None
    has_probabilities = has_predict and hasattr(model, "predict_proba")
    return CustomDescription(
        inputs=[] if takes is None else tensors_of_inputs(takes, rows),
        outputs=[],
        sample=None,
        metadata={"supports_predict_proba": has_probabilities} if has_predict else {},
        is_row_wise=False,
        title=title_of(model),
        takes=takes,
        arguments=arguments,
        has_predict=has_predict,
        has_probabilities=has_probabilities,
        ways=_ways_of(model, ("predict", "predict_proba") if has_predict else ()),
    )


def _ways_of(model: Any, methods: Sequence[str]) -> Mapping[str, Way]:
    if methods:
        return {name: _way_of(getattr(model, name)) for name in methods if hasattr(model, name)}
    # An object whose `__call__` is async is no coroutine function itself.
    own = _way_of(model)
    return {"__call__": _way_of(model.__call__) if own == "at once" else own}


def _way_of(function: Any) -> Way:
    if isasyncgenfunction(function):
        return "awaited in pieces"
    return "awaited" if iscoroutinefunction(function) else "in pieces" if isgeneratorfunction(function) else "at once"


def title_of(model: Any) -> str:
    """What a person calls it."""
    return str(getattr(model, "__name__", None) or type(model).__name__)


def _inputs_of(model: Any, rows: object) -> Inputs:
    columns = list(getattr(rows, "columns", ()))
    if not columns:
        return Inputs("values", dtype=dtype_of_rows(rows))
    return inputs_of_columns(model, [Column("any")] * len(columns), None, rows)
