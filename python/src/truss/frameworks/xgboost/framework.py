"""XGBoost's answers to the questions of mk_truss."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from truss.errors import error_of
from truss.frameworks.distribution_name import installed_name
from truss.frameworks.framework import Code, Need, Stored
from truss.frameworks.plain_objects import UnpickledObjects
from truss.frameworks.tabular.carriers import needs_of_inputs
from truss.frameworks.tabular.reading import loaded_columns, write_columns
from truss.frameworks.xgboost.description import XGBoostDescription, describe, is_native
from truss.frameworks.xgboost.template import render_model

_CLASSES = ("Booster", "XGBClassifier", "XGBRegressor", "XGBRanker", "XGBRFClassifier", "XGBRFRegressor")

_DISTRIBUTIONS = ("xgboost", "xgboost-cpu")
"""The second is the first without the libraries for GPUs."""


class XGBoostFramework(UnpickledObjects):
    """Boosters of XGBoost, native ones and its estimators, saved in its own binary format; see `Framework`."""

    name = "xgboost"

    def recognises(self, model: object) -> bool:
        """Whether it is of one of XGBoost's own classes: one derived from them has code that its file does not have."""
        library = sys.modules.get("xgboost")
        return any(type(model) is getattr(library, name, None) for name in _CLASSES)

    def check(self, model: Any) -> None:
        """Refuses what has learned nothing."""
        if not (_is_trained(model) if is_native(model) else model.__sklearn_is_fitted__()):
            message = f"This {type(model).__name__} has not been fitted, so it cannot answer anything"
            fix = (
                "Train it with xgboost.train(…), or load a model into it" if is_native(model) else "Call its fit method"
            )
            raise error_of("MODEL_NOT_FITTED", message, f"{fix} first")

    def describe(self, model: Any, rows: object) -> XGBoostDescription:
        """Tells from the booster what its columns are called, and which are categories."""
        return describe(model, rows)

    def write(self, model: Any, description: XGBoostDescription, folder: Path, by_value: bool) -> Stored:
        """Writes the model as UBJSON, which every later version of XGBoost reads."""
        write_columns(description.takes, folder)
        model.save_model(folder / "model.ubj")
        return Stored("model.ubj", has_code=False)

    def template(self, description: XGBoostDescription, stored: Stored) -> Code:
        """Gives the code that answers with the model's own methods."""
        return Code(render_model(description, stored), loaded_columns(description.takes))

    def answer(self, model: Any, description: XGBoostDescription, rows: Any) -> Mapping[str, Any]:
        """Answers with the model's own methods."""
        if not is_native(model):
            answer = {"predictions": model.predict(rows)}
            return {**answer, "probabilities": model.predict_proba(rows)} if description.has_probabilities else answer
        from xgboost import DMatrix

        # A table tells itself which of its columns are categories.
        types = model.feature_types if description.has_categories and not hasattr(rows, "columns") else None
        matrix = DMatrix(rows, feature_types=types, enable_categorical=description.has_categories)
        return {"predictions": model.predict(matrix)}

    def needs(self, description: XGBoostDescription, stored: Stored) -> list[Need]:
        """Names XGBoost, scikit-learn where its classes need that, and what carries named columns."""
        needs = [Need(installed_name(*_DISTRIBUTIONS), "the framework"), Need("numpy", "arrays of rows")]
        if description.title != "Booster":
            needs.append(Need("scikit-learn", f"{description.title} needs it"))
        needs.extend(needs_of_inputs(description.takes))
        if description.takes.kind == "records" and description.has_categories:
            needs.append(Need("pyarrow", "categories"))
        return needs


def _is_trained(booster: Any) -> bool:
    try:
        return bool(booster.num_features())
    except ValueError:  # an XGBoostError: it was never given anything
        return False
