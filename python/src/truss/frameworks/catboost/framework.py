"""CatBoost's answers to the questions of mk_truss."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from truss.errors import error_of
from truss.frameworks.catboost.description import CatBoostDescription, describe
from truss.frameworks.catboost.template import render_model
from truss.frameworks.framework import Code, Need, Stored
from truss.frameworks.plain_objects import UnpickledObjects
from truss.frameworks.tabular.carriers import needs_of_inputs
from truss.frameworks.tabular.reading import loaded_columns, write_columns

_CLASSES = ("CatBoost", "CatBoostClassifier", "CatBoostRegressor", "CatBoostRanker")


class CatBoostFramework(UnpickledObjects):
    """Models of CatBoost, saved in its own binary format; see `Framework`."""

    name = "catboost"

    def recognises(self, model: object) -> bool:
        """Whether it is of one of CatBoost's own classes: one derived from them has code that no file of its has."""
        library = sys.modules.get("catboost")
        return any(type(model) is getattr(library, name, None) for name in _CLASSES)

    def check(self, model: Any) -> None:
        """Refuses models that have learned nothing."""
        if not model.is_fitted():
            message = f"This {type(model).__name__} has not been fitted, so it cannot answer anything"
            raise error_of("MODEL_NOT_FITTED", message, "Call its fit method first")

    def describe(self, model: Any, rows: object) -> CatBoostDescription:
        """Tells what its columns are called, and which are categories, texts or embeddings."""
        return describe(model, rows)

    def write(self, model: Any, description: CatBoostDescription, folder: Path, by_value: bool) -> Stored:
        """Writes the model in CatBoost's own format, which every later version reads."""
        write_columns(description.takes, folder)
        model.save_model(str(folder / "model.cbm"))
        return Stored("model.cbm", has_code=False)

    def template(self, description: CatBoostDescription, stored: Stored) -> Code:
        """Gives the code that answers with the model's own methods."""
        return Code(render_model(description, stored), loaded_columns(description.takes))

    def answer(self, model: Any, description: CatBoostDescription, rows: Any) -> Mapping[str, Any]:
        """Answers with the model's own methods."""
        answer = {"predictions": model.predict(rows)}
        return {**answer, "probabilities": model.predict_proba(rows)} if description.has_probabilities else answer

    def needs(self, description: CatBoostDescription, stored: Stored) -> list[Need]:
        """Names CatBoost and what carries rows."""
        needs = [Need("catboost", "the framework"), Need("numpy", "arrays of rows")]
        return [*needs, *needs_of_inputs(description.takes)]
