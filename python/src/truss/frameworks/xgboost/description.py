"""Tells what a model of XGBoost takes and gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from truss.errors import error_of
from truss.frameworks.framework import Description
from truss.frameworks.tabular.boosters import categories_of_xgboost
from truss.frameworks.tabular.columns import Column
from truss.frameworks.tabular.inputs import Inputs, inputs_of_columns
from truss.frameworks.tabular.outputs import outputs_of_classes
from truss.frameworks.tabular.sample import sample_of
from truss.frameworks.tabular.signature import tensors_of_inputs
from truss.frameworks.tensors import Tensor


@dataclass(frozen=True)
class XGBoostDescription(Description):
    """What a model of XGBoost takes and gives.

    Attributes:
        title: the name of its class, such as `Booster` or `XGBClassifier`.
        takes: what its rows hold.
        has_probabilities: whether `predict_proba` answers beside `predict`.
        settings: what its class has to be made with to predict alike, since no file of XGBoost's tells of it.
        has_categories: whether some of its columns are categories.
    """

    title: str
    takes: Inputs
    has_probabilities: bool
    settings: Mapping[str, Any]
    has_categories: bool


def describe(model: Any, rows: object) -> XGBoostDescription:
    """Tells what a model takes and gives; see `Framework.describe`."""
    booster = model if is_native(model) else model.get_booster()
    takes = _inputs_of(model, booster, rows)
    has_probabilities = hasattr(model, "predict_proba")
    return XGBoostDescription(
        inputs=tensors_of_inputs(takes, rows),
        outputs=_outputs_of(model, has_probabilities),
        sample=sample_of(takes),
        metadata={"supports_predict_proba": has_probabilities},
        is_row_wise=True,
        title=type(model).__name__,
        takes=takes,
        has_probabilities=has_probabilities,
        settings={} if is_native(model) else _settings_of(model),
        has_categories="c" in _types_of(booster),
    )


def is_native(model: Any) -> bool:
    """Whether it is a `Booster`, and not an estimator with scikit-learn's methods."""
    return not hasattr(model, "get_booster")


def _types_of(booster: Any) -> Sequence[str]:
    return booster.feature_types or []


def _inputs_of(model: Any, booster: Any, rows: object) -> Inputs:
    categories = categories_of_xgboost(booster)
    columns = [
        Column("category", tuple(categories[index])) if index in categories else Column("number")
        for index in range(booster.num_features())
    ]
    takes = inputs_of_columns(model, columns, booster.feature_names, rows)
    of_no_category = [
        name
        for (name, column), kind in zip(takes.columns.items(), _types_of(booster))
        if kind == "c" and column.kind != "category"
    ]
    # An array has the numbers of categories in it; a table has the categories themselves.
    if of_no_category and takes.kind == "records":
        raise error_of(
            "MODEL_CANNOT_PREDICT",
            f"This {type(model).__name__} does not say which categories {', '.join(of_no_category)} can have",
            "Give a few rows of the DataFrame that it was fitted on: mk_truss(model, …, examples=X[:3]). "
            "XGBoost 3.1 and newer keep the categories with the model, and tell them where pyarrow is installed",
        )
    return replace(takes, columns={name: _closed(column) for name, column in takes.columns.items()})


def _closed(column: Column) -> Column:
    """XGBoost takes a category that it has never seen for the next one in its list; only past the last it refuses."""
    return replace(column, is_closed=True) if column.kind == "category" else column


def _outputs_of(model: Any, has_probabilities: bool) -> list[Tensor]:
    classes = getattr(model, "classes_", None) if has_probabilities else None
    return [] if classes is None else outputs_of_classes(classes, has_probabilities)


def _settings_of(model: Any) -> dict[str, Any]:
    missing = model.missing
    # NaN is what is missing unless somebody has said something else.
    settings = {} if missing is None or missing != missing else {"missing": float(missing)}
    return {**settings, **({"enable_categorical": True} if model.enable_categorical else {})}
