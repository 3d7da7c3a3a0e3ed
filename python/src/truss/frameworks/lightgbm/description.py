"""Tells what a model of LightGBM takes and gives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from truss.errors import error_of
from truss.frameworks.framework import Description
from truss.frameworks.tabular.boosters import categories_of_lightgbm
from truss.frameworks.tabular.columns import Column
from truss.frameworks.tabular.inputs import Inputs, inputs_of_columns
from truss.frameworks.tabular.outputs import outputs_of_classes
from truss.frameworks.tabular.sample import sample_of
from truss.frameworks.tabular.signature import tensors_of_inputs

_AT_PREDICTION = ("pred_early_stop", "pred_early_stop_freq", "pred_early_stop_margin")

Scores = Literal["values", "of the second class", "of each class"]
"""What a booster's predictions are: themselves, the probability of the second of two classes, one for each class."""


@dataclass(frozen=True)
class LightGBMDescription(Description):
    """What a model of LightGBM takes and gives.

    Attributes:
        title: the name of its class, such as `Booster` or `LGBMClassifier`.
        takes: what its rows hold.
        scores: what its booster's predictions are.
        classes: of a classifier what a prediction is one of.
        settings: what an estimator hands its booster at each prediction, since no file of LightGBM's tells of it.
    """

    title: str
    takes: Inputs
    scores: Scores
    classes: Sequence[Any]
    settings: Mapping[str, Any]


def describe(model: Any, rows: object) -> LightGBMDescription:
    """Tells what a model takes and gives; see `Framework.describe`."""
    takes = _inputs_of(model, rows)
    classes = [] if not _has_labels(model) else model.classes_.tolist()
    return LightGBMDescription(
        inputs=tensors_of_inputs(takes, rows),
        outputs=outputs_of_classes(classes, has_probabilities=True) if classes else [],
        sample=sample_of(takes),
        metadata={"supports_predict_proba": bool(classes)},
        is_row_wise=True,
        title=type(model).__name__,
        takes=takes,
        scores=_scores_of(model, classes),
        classes=classes,
        settings=_settings_of(model),
    )


def booster_of(model: Any) -> Any:
    """Gives the booster of an estimator, or a native one itself."""
    return model.booster_ if hasattr(model, "booster_") else model


def _has_labels(model: Any) -> bool:
    """With an objective of the user's own a classifier answers scores, which it cannot tell the meaning of."""
    return hasattr(model, "classes_") and not callable(model.objective_)


def _scores_of(model: Any, classes: Sequence[Any]) -> Scores:
    if not classes:
        return "values"
    return "of the second class" if booster_of(model).num_model_per_iteration() == 1 else "of each class"


def _settings_of(model: Any) -> Mapping[str, Any]:
    parameters = model.get_params() if hasattr(model, "get_params") else {}
    return {name: parameters[name] for name in _AT_PREDICTION if name in parameters}


def _inputs_of(model: Any, rows: object) -> Inputs:
    booster = booster_of(model)
    categories = categories_of_lightgbm(booster)
    names = booster.feature_name()
    columns = [
        Column("category", tuple(categories[index])) if index in categories else Column("number")
        for index in range(len(names))
    ]
    told = list(map(str, getattr(rows, "columns", ())))
    if [re.sub(r"\s", "_", name) for name in told] == names:
        names = told  # LightGBM writes `_` for spaces
    has_names = names != [f"Column_{index}" for index in range(len(names))]
    takes = inputs_of_columns(model, columns, names if has_names else None, rows)
    found = sum(column.kind == "category" for column in takes.columns.values())
    if takes.kind == "records" and found < len(booster.pandas_categorical or ()):
        raise error_of(
            "MODEL_CANNOT_PREDICT",
            f"This {type(model).__name__} does not say which of its columns are categories: some of them have an order",
            "Give a few rows of the DataFrame that it was fitted on: mk_truss(model, …, examples=X[:3])",
        )
    return takes
