"""Finds out from a fitted estimator what its columns hold."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from truss.frameworks.sklearn.boosters import columns_of_booster, knows_categories
from truss.frameworks.sklearn.steps import entry_steps, handed_on, parts_of_columns, steps_of
from truss.frameworks.tabular.columns import Column, ColumnKind, column_of_values


def columns_of(model: Any, names: Sequence[str]) -> dict[str, Column]:
    """Tells from the steps of a fitted estimator what its columns hold.

    Nothing is guessed: where no step gives evidence, the kind is `any`.

    Args:
        model: the estimator.
        names: the columns it was fitted on, in order.
    """
    found = {name: Column("any") for name in names}
    for step, seen in entry_steps(model):
        own = names if seen is None else [names[place] for place in seen]
        for index, column in _evidence(step, len(own), own):
            if index < len(own):  # a part of an ensemble may have been fitted on something else than the model was
                former = found[own[index]]
                known = column if former.kind == "any" else former
                found[own[index]] = replace(known, keeps_none=former.keeps_none or column.keeps_none)
    read = columns_read(model, names)
    return {name: replace(column, is_optional=name not in read) for name, column in found.items()}


def columns_read(model: Any, names: Sequence[str]) -> set[str]:
    """Tells which columns can matter to an estimator: all but those that a ColumnTransformer drops.

    Args:
        model: the estimator.
        names: the columns it was fitted on, in order.
    """
    parts = parts_of_columns(model)
    if parts is not None:
        kept = [selection for part, selection in parts if not _drops(part)]
        return {names[index] for selection in kept for index in _indices(selection, names)}
    inner = handed_on(model) if _only_hands_on(model) else []
    return set(names) if not inner else set[str]().union(*(columns_read(each, names) for each in inner))


def _drops(part: Any) -> bool:
    return isinstance(part, str) and part == "drop"


def _only_hands_on(model: Any) -> bool:
    """Not known of classes of the user's own; a stack can look at the columns itself, and a bag chooses among them."""
    is_known = type(model).__module__.partition(".")[0] in ("sklearn", "imblearn")
    return is_known and not getattr(model, "passthrough", False) and not hasattr(model, "estimators_features_")


def _evidence(step: Any, count: int, names: Sequence[str]) -> Iterator[tuple[int, Column]]:
    """Gives (index of a column, what it holds) for a step that sees `count` columns."""
    parts = parts_of_columns(step)
    if parts is not None:
        yield from _evidence_of_parts(parts, names)
    elif steps_of(step):
        yield from _evidence(steps_of(step)[0][1], count, names)
    elif _knows_each(step, "categories_", count) and all(hasattr(each, "dtype") for each in step.categories_):
        for index, categories in enumerate(step.categories_):
            yield index, _column_of_categories(categories)
    elif hasattr(step, "build_analyzer"):
        yield 0, Column("text")
    elif knows_categories(step):
        yield from columns_of_booster(step)
    else:
        yield from _evidence_of_numbers(step, count)


def _knows_each(step: Any, name: str, count: int) -> bool:
    """Whether an attribute tells something of each column: in classes of others it may be anything."""
    told: Any = getattr(step, name, None)
    return hasattr(told, "__len__") and not isinstance(told, (str, Mapping)) and len(told) == count


def _evidence_of_numbers(step: Any, count: int) -> Iterator[tuple[int, Column]]:
    if _knows_each(step, "data_min_", count) or _knows_each(step, "bin_edges_", count):
        yield from _evidence_of_ranges(step)
    elif _knows_each(step, "statistics_", count):  # an imputer: what it puts in is of the column's own kind
        for index, statistic in enumerate(step.statistics_):
            values = (statistic,) if statistic == statistic else ()  # NaN: the column was empty
            kind: ColumnKind = "text" if isinstance(statistic, str) else "number"
            yield index, Column(kind, values, keeps_none=getattr(step, "missing_values", 0) is None)
    elif _takes_numbers_only(step):
        yield from ((index, Column("number")) for index in range(count))


def _evidence_of_ranges(step: Any) -> Iterator[tuple[int, Column]]:
    """A scaler knows between which values it scales, and bins have edges."""
    if hasattr(step, "data_min_"):
        ranges = list(zip(step.data_min_, step.data_max_))
    else:
        ranges = [(edges[0], edges[-1]) for edges in step.bin_edges_]
    for index, (least, most) in enumerate(ranges):
        # NaN: the column was empty.
        yield index, Column("number", seen=(float(least), float(most)) if least <= most else None)


def _evidence_of_parts(parts: Sequence[tuple[Any, Any]], names: Sequence[str]) -> Iterator[tuple[int, Column]]:
    """The parts of a ColumnTransformer, each with the columns that it was given."""
    for part, selection in parts:
        with warnings.catch_warnings():
            # scikit-learn 1.5 and 1.6 warn of a remainder whose columns are numbers, and will be names later.
            warnings.simplefilter("ignore", FutureWarning)
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
    values = [value for value in categories.tolist() if value is not None and value == value]
    # Where None was a category of its own it must stay None; everywhere else a missing text is NaN, as pandas has it.
    keeps_none = None in categories.tolist()
    kinds: tuple[tuple[type, ColumnKind], ...] = ((str, "text"), (bool, "boolean"))
    kind: ColumnKind | None = next(
        (kind for held, kind in kinds if all(isinstance(each, held) for each in values)), None
    )
    # Anything else came from a DataFrame: intervals, dates.
    found = Column(kind) if kind is not None else column_of_values(values) if "pandas" in sys.modules else Column("any")
    return replace(found, values=tuple(values), keeps_none=keeps_none)


def _takes_numbers_only(step: Any) -> bool:
    """Whether it is of scikit-learn's own, nearly all of which turns its input into an array of floats."""
    kind = type(step)
    if kind.__module__.partition(".")[0] != "sklearn" or not hasattr(step, "fit"):
        return False
    takes_anything = ("FunctionTransformer", "FeatureUnion", "TargetEncoder", "LabelBinarizer", "MissingIndicator")
    # Histogram gradient boosting takes pandas categories as they are.
    return kind.__name__ not in takes_anything and "HistGradientBoosting" not in kind.__name__
