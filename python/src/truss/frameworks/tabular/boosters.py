"""Finds out from the boosters of LightGBM and XGBoost which of their columns are categories of pandas, and of what."""

from __future__ import annotations

from typing import Any


def categories_of_lightgbm(booster: Any) -> dict[int, list[Any]]:
    """Gives the categories of a `lightgbm.Booster`'s columns, by the number of the column.

    Nothing where they cannot be told apart from columns of numbers that somebody has named as categories too.
    """
    known = booster.pandas_categorical or []
    # A booster that was read from a file calls it by another of its names.
    indices = booster.params.get("categorical_column") or booster.params.get("categorical_feature") or []
    return dict(zip(indices, known)) if isinstance(indices, list) and len(indices) == len(known) else {}


def categories_of_xgboost(booster: Any) -> dict[int, list[Any]]:
    """Gives the categories of an `xgboost.Booster`'s columns, by the number of the column.

    Nothing before XGBoost 3.1, which knows which columns they are and not what they hold; later ones need pyarrow.
    """
    if "c" not in (booster.feature_types or ()):
        return {}  # a linear booster cannot even be asked
    try:
        stored = booster.get_categories(export_to_arrow=True)
        found = [] if stored.empty() else stored.to_arrow()
    except (AttributeError, ImportError):
        return {}
    return {index: known.to_pylist() for index, (_, known) in enumerate(found) if known is not None}
