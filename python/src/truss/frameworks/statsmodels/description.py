"""Tells what the results of a model of statsmodels take and give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from truss.frameworks.framework import Description
from truss.frameworks.statsmodels.rows import is_of_hazards
from truss.frameworks.statsmodels.series import Continuation, continuation_of
from truss.frameworks.tabular.columns import Column, columns_of_frame
from truss.frameworks.tabular.inputs import Inputs, inputs_of_columns
from truss.frameworks.tabular.sample import sample_of
from truss.frameworks.tabular.signature import tensors_of_inputs
from truss.frameworks.tensors import ANY_LENGTH, Tensor

_STEPS = Tensor("inputs", "INT64", [ANY_LENGTH])


@dataclass(frozen=True)
class StatsmodelsDescription(Description):
    """What results take and give.

    Attributes:
        title: the name of the class of the model that was fitted.
        takes: what their rows hold; of a series in time they are steps ahead, or what is known of each of these.
        series: how they go on with a series in time; None where they are of rows.
        is_of_hazards: whether they are those of PHReg, which predict in a way of their own.
    """

    title: str
    takes: Inputs
    series: Continuation | None
    is_of_hazards: bool

    @property
    def is_of_steps(self) -> bool:
        """Whether a request names steps ahead, and nothing else."""
        return self.series is not None and self.series.exog is None


def describe(results: Any, rows: object) -> StatsmodelsDescription:
    """Tells what results take and give; see `Framework.describe`."""
    series = continuation_of(results)
    is_of_steps = series is not None and series.exog is None
    if is_of_steps:
        takes = Inputs("values")
    else:
        takes = _inputs_of(results, rows) if series is None else _known_ahead(results, series.exog, rows)
    return StatsmodelsDescription(
        inputs=[_STEPS] if is_of_steps else tensors_of_inputs(takes, rows),
        outputs=[],
        sample=[1, 2, 5] if is_of_steps else sample_of(takes),
        metadata={},
        is_row_wise=series is None,
        title=type(results.model).__name__,
        takes=takes,
        series=series,
        is_of_hazards=is_of_hazards(results),
    )


def _inputs_of(results: Any, rows: object) -> Inputs:
    data = results.model.data
    formula = getattr(results.model, "formula", None)
    frame = getattr(data, "frame", None)
    if formula is not None and frame is not None:
        names = _read_by(str(formula), list(map(str, frame.columns)))
        told = columns_of_frame(frame, dict.fromkeys(names))
        return inputs_of_columns(results, [_with_value(frame, name, told[name]) for name in names], names, rows)
    # Some models have parameters of their own behind those of the columns.
    exog = results.model.exog
    # `remove_data` leaves the parameters alone.
    width = len(results.params) if exog is None else exog.shape[1]
    names = (
        [f"x{place}" for place in range(1, width + 1)]
        if exog is None
        else list(map(str, results.model.exog_names))[:width]
    )
    has_names = hasattr(data.orig_exog, "columns")
    return inputs_of_columns(results, [Column("number")] * len(names), names if has_names else None, rows)


def _known_ahead(results: Any, exog: Any, rows: object) -> Inputs:
    """What is known of a step to come: the columns that were beside the series."""
    names = [str(name) for name in getattr(exog, "columns", ())]
    width = exog.shape[1] if exog.ndim > 1 else 1
    return inputs_of_columns(results, [Column("number")] * width, names or None, rows)


def _read_by(formula: str, columns: Sequence[str]) -> list[str]:
    """The columns that the right side of a formula names, as identifiers or by Q('…')."""
    right = formula.partition("~")[2]
    found = {*re.findall(r"[^\W\d]\w*", right), *re.findall(r"""Q\(\s*['"](.+?)['"]\s*\)""", right)}
    return [name for name in columns if name in found]


def _with_value(frame: Any, name: str, column: Column) -> Column:
    """A column with values that it has held, since a formula knows no other texts, and no logarithm of zero."""
    known = frame[name].dropna().unique()[:3].tolist()
    return column if column.kind == "category" or not known else replace(column, values=tuple(known))
