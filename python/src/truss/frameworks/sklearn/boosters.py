"""Has the boosters of LightGBM and XGBoost tell what their columns hold, where they are steps of a pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from truss.frameworks.tabular.boosters import categories_of_lightgbm, categories_of_xgboost
from truss.frameworks.tabular.columns import Column


def knows_categories(step: Any) -> bool:
    """Whether an estimator was fitted on a DataFrame with categories, and its booster still knows them."""
    return next(columns_of_booster(step), None) is not None


def columns_of_booster(step: Any) -> Iterator[tuple[int, Column]]:
    """Gives (index of a column, what it holds) for a fitted estimator; nothing where none is a category.

    The columns that are none are numbers: these libraries take nothing else.
    """
    package = type(step).__module__.partition(".")[0]
    categories: dict[int, list[Any]] = {}
    if package == "lightgbm":
        categories = categories_of_lightgbm(step.booster_)
    elif package == "xgboost":
        categories = categories_of_xgboost(step.get_booster())
    for index in range(step.n_features_in_ if categories else 0):
        known = categories.get(index)
        # Without an error XGBoost takes a category that it has never seen for another one.
        is_closed = package == "xgboost"
        yield index, Column("number") if known is None else Column("category", tuple(known), is_closed=is_closed)
