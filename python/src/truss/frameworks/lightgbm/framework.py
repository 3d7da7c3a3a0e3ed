"""LightGBM's answers to the questions of mk_truss."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from truss.errors import error_of
from truss.frameworks.framework import Code, Need, Stored
from truss.frameworks.lightgbm.description import LightGBMDescription, booster_of, describe
from truss.frameworks.lightgbm.template import CLASSES_FILE, render_model
from truss.frameworks.plain_objects import UnpickledObjects
from truss.frameworks.tabular.carriers import needs_of_inputs
from truss.frameworks.tabular.reading import write_columns

_CLASSES = ("Booster", "LGBMClassifier", "LGBMRegressor", "LGBMRanker", "LGBMModel")


class LightGBMFramework(UnpickledObjects):
    """Boosters of LightGBM, native ones and its estimators, saved in its own text format; see `Framework`."""

    name = "lightgbm"

    def recognises(self, model: object) -> bool:
        """Whether it is of one of LightGBM's own classes, and its classes, where it has some, are such as JSON has.

        One that is derived from them has code, and other classes, such as dates, have a form that its file does not
        have: scikit-learn's framework pickles it.
        """
        library = sys.modules.get("lightgbm")
        is_own = any(type(model) is getattr(library, name, None) for name in _CLASSES)
        return is_own and _has_plain_classes(model)

    def check(self, model: Any) -> None:
        """Refuses estimators that have learned nothing."""
        if hasattr(model, "fit") and not model.__sklearn_is_fitted__():
            message = f"This {type(model).__name__} has not been fitted, so it cannot answer anything"
            raise error_of("MODEL_NOT_FITTED", message, "Call its fit method first")

    def describe(self, model: Any, rows: object) -> LightGBMDescription:
        """Tells from the booster what its columns are called, and which are categories."""
        return describe(model, rows)

    def write(self, model: Any, description: LightGBMDescription, folder: Path, by_value: bool) -> Stored:
        """Writes the booster as text, which every later version of LightGBM reads, and the classes beside it."""
        write_columns(description.takes, folder)
        if description.classes:
            (folder / CLASSES_FILE).write_text(json.dumps(description.classes) + "\n", "utf-8")
        booster_of(model).save_model(str(folder / "model.txt"))
        return Stored("model.txt", has_code=False)

    def template(self, description: LightGBMDescription, stored: Stored) -> Code:
        """Gives the code that answers with the booster, as the estimator around it does."""
        return Code(render_model(description, stored), loaded=None)

    def answer(self, model: Any, description: LightGBMDescription, rows: Any) -> Mapping[str, Any]:
        """Answers with the model's own methods."""
        answer = {"predictions": model.predict(rows)}
        return {**answer, "probabilities": model.predict_proba(rows)} if description.classes else answer

    def needs(self, description: LightGBMDescription, stored: Stored) -> list[Need]:
        """Names LightGBM and what carries rows."""
        needs = [Need("lightgbm", "the framework"), Need("numpy", "arrays of rows")]
        return [*needs, *needs_of_inputs(description.takes)]


def _has_plain_classes(model: Any) -> bool:
    classes = getattr(model, "_classes", None)
    if classes is None:
        return True
    kind = getattr(getattr(classes, "dtype", None), "kind", "")
    return kind in "biuU" or (kind == "O" and all(isinstance(each, str) for each in classes))
