"""Finds out from the boosters of LightGBM and XGBoost which of their columns are categories of pandas, and of what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from truss.frameworks.tabular.columns import Column


def knows_categories(step: Any) -> bool:
    """Whether an estimator was fitted on a DataFrame with categories, and its booster still knows them."""
    return next(columns_of_booster(step), None) is not None


def columns_of_booster(step: Any) -> Iterator[tuple[int, Column]]:
    """Gives (index of a column, what it holds) for a fitted estimator; nothing where none is a category.

    The columns that are none are numbers: these libraries take nothing else.
    """
    package = type(step).__module__.partition(".")[0]
    find = {"lightgbm": _lightgbm, "xgboost": _xgboost}.get(package)
    categories = {} if find is None else find(step)
    for index in range(step.n_features_in_ if categories else 0):
        known = categories.get(index)
        yield index, Column("number") if known is None else Column("category", tuple(known))


def _lightgbm(step: Any) -> dict[int, list[Any]]:
    known = step.booster_.pandas_categorical or []
    indices = step.booster_.params.get("categorical_column") or []
    # Where somebody has named other columns as categories too, they cannot be told apart.
    return dict(zip(indices, known)) if len(indices) == len(known) else {}


def _xgboost(step: Any) -> dict[int, list[Any]]:
    booster = step.get_booster()
    try:
        stored = booster.get_categories(export_to_arrow=True)
        found = [] if stored.empty() else stored.to_arrow()
    except (AttributeError, ImportError):
        return {}  # XGBoost before 3.1 knows which columns they are and not what they hold; later ones need pyarrow
    return {index: known.to_pylist() for index, (_, known) in enumerate(found) if known is not None}
