"""Writes the code that answers with a model of XGBoost."""

from __future__ import annotations

from pathlib import Path

from truss.frameworks.framework import Stored
from truss.frameworks.tabular.reading import reading_of
from truss.frameworks.template import ModelClass, Snippet, render_class
from truss.frameworks.xgboost.description import XGBoostDescription

_REASON = Path(__file__).parent / "templates" / "reason_of.py.txt"

_VALUES = '{"predictions": […]}'
_BOTH = '{"predictions": […], "probabilities": [[…], …]}'


def render_model(description: XGBoostDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the model.
        stored: how it lies in `data/model/`.
    """
    is_native = description.title == "Booster"
    features = "self.model.num_features()" if is_native else "self.model.n_features_in_"
    reading = reading_of(description.takes, features)
    return render_class(
        ModelClass(
            title=description.title,
            file=stored.file,
            load=_load(description, stored),
            reading=reading._replace(functions=f"{reading.functions}\n\n{_REASON.read_text('utf-8')}"),
            predict=_predict_natively(description) if is_native else _predict(description),
            answer=_BOTH if description.has_probabilities else _VALUES,
            misfits="How XGBoost says that values do not fit: a column that is missing, an unknown category.",
            reason="reason_of(error)",
        )
    )


def _load(description: XGBoostDescription, stored: Stored) -> Snippet:
    settings = ", ".join(f"{name}={value!r}" for name, value in description.settings.items())
    lines = [
        f"self.model = xgboost.{description.title}({settings})",
        f'self.model.load_model(self.model_dir / "{stored.file}")',
    ]
    return Snippet(lines, ["re", "xgboost"])


def _predict(description: XGBoostDescription) -> Snippet:
    lines = ['answer = {"predictions": self.model.predict(inputs)}']
    if description.has_probabilities:
        lines.append('answer["probabilities"] = self.model.predict_proba(inputs)')
    return Snippet([*lines, "return answer"])


def _predict_natively(description: XGBoostDescription) -> Snippet:
    arguments = ["inputs"]
    if description.has_categories:
        arguments.append("enable_categorical=True")
        # An array cannot tell which of its columns are the numbers of categories.
        arguments += ["feature_types=self.model.feature_types"] if description.takes.kind == "rows" else []
    lines = [f"matrix = xgboost.DMatrix({', '.join(arguments)})", 'return {"predictions": self.model.predict(matrix)}']
    return Snippet(lines)
