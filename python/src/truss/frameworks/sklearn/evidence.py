"""Finds out from a fitted estimator what its columns hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from truss.frameworks.tabular.columns import Column


def columns_of(step: Any, names: Sequence[str]) -> dict[str, Column]:
    """Tells from a fitted step what its columns hold.

    Nothing is guessed: where the step gives no evidence, the kind is `any`.

    Args:
        step: the estimator that sees the columns first.
        names: the columns it was fitted on, in order.
    """
    found = {name: Column("any") for name in names}
    for index, column in _evidence(step, len(names), names):
        if index < len(names):  # a part of an ensemble may have been fitted on something else than the model was
            found[names[index]] = column
    return found


def _evidence(step: Any, count: int, names: Sequence[str]) -> Iterator[tuple[int, Column]]:
    """Gives (index of a column, what it holds) for a step that sees `count` columns."""
    if hasattr(step, "transformers_"):
        yield from _evidence_of_parts(step, names)
    elif getattr(step, "steps", None):
        yield from _evidence(step.steps[0][1], count, names)
    elif hasattr(step, "categories_"):
        for index, categories in enumerate(step.categories_):
            yield index, _column_of_categories(categories)
    elif hasattr(step, "build_analyzer"):
        yield 0, Column("text")
    elif hasattr(step, "statistics_"):  # an imputer: what it puts in is of the column's own kind
        for index, statistic in enumerate(step.statistics_):
            values = (statistic,) if statistic == statistic else ()  # NaN: the column was empty
            yield index, Column("text" if isinstance(statistic, str) else "number", values)
    elif _takes_numbers_only(step):
        yield from ((index, Column("number")) for index in range(count))


def _evidence_of_parts(transformer: Any, names: Sequence[str]) -> Iterator[tuple[int, Column]]:
    """The parts of a ColumnTransformer, each with the columns that it was given."""
    for _, part, selection in transformer.transformers_:
        indices = _indices(selection, names)
        if isinstance(part, str):
            continue  # "passthrough" and "drop" look at nothing
        for inner, column in _evidence(part, len(indices), [names[index] for index in indices]):
            yield indices[inner], column


def _indices(selection: Any, names: Sequence[str]) -> list[int]:
    """Columns as a ColumnTransformer lets them be written: one or more names or numbers, a slice, a mask."""
    import numpy as np

    if isinstance(selection, str):
        return [names.index(selection)]
    if isinstance(selection, slice) and isinstance(selection.start or selection.stop, str):
        start = 0 if selection.start is None else names.index(selection.start)
        # A slice of names includes its end, as in pandas.
        stop = len(names) if selection.stop is None else names.index(selection.stop) + 1
        return list(range(start, stop, selection.step or 1))
    chosen = selection if isinstance(selection, (slice, int)) else list(selection)
    if isinstance(chosen, list) and chosen and isinstance(chosen[0], str):
        return [names.index(name) for name in chosen]
    indices: list[int] = np.atleast_1d(np.arange(len(names))[chosen]).tolist() if chosen != [] else []
    return indices


def _column_of_categories(categories: Any) -> Column:
    if categories.dtype.kind in "iuf":
        return Column("number")
    values = categories.tolist()
    # Where None was a category of its own it must stay None; everywhere else a missing text is NaN, as pandas has it.
    if None in values or not all(isinstance(value, str) or value != value for value in values):
        return Column("any", tuple(value for value in values if value is not None))
    return Column("text", tuple(value for value in values if isinstance(value, str)))


def _takes_numbers_only(step: Any) -> bool:
    """Whether it is of scikit-learn's own, nearly all of which turns its input into an array of floats."""
    kind = type(step)
    if kind.__module__.partition(".")[0] != "sklearn" or not hasattr(step, "fit"):
        return False
    takes_anything = ("FunctionTransformer", "FeatureUnion", "TargetEncoder", "LabelBinarizer", "MissingIndicator")
    # Histogram gradient boosting takes pandas categories as they are.
    return kind.__name__ not in takes_anything and "HistGradientBoosting" not in kind.__name__
