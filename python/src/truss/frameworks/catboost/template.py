"""Writes the code that answers with a model of CatBoost."""

from __future__ import annotations

from truss.frameworks.catboost.description import CatBoostDescription
from truss.frameworks.framework import Stored
from truss.frameworks.tabular.reading import reading_of
from truss.frameworks.template import ModelClass, Snippet, render_class

_VALUES = '{"predictions": […]}'
_BOTH = '{"predictions": […], "probabilities": [[…], …]}'


def render_model(description: CatBoostDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the model.
        stored: how it lies in `data/model/`.
    """
    load = [
        f"self.model = catboost.{description.title}()",
        f'self.model.load_model(str(self.model_dir / "{stored.file}"))',
    ]
    predict = ['answer = {"predictions": self.model.predict(inputs)}']
    if description.has_probabilities:
        predict.append('answer["probabilities"] = self.model.predict_proba(inputs)')
    return render_class(
        ModelClass(
            title=description.title,
            file=stored.file,
            load=Snippet(load, ["catboost"]),
            reading=reading_of(description.takes, "len(self.model.feature_names_)"),
            predict=Snippet([*predict, "return answer"]),
            answer=_BOTH if description.has_probabilities else _VALUES,
            misfits="How CatBoost says that values do not fit: a text for a number, a category that is missing.",
            errors="TypeError, ValueError, catboost.CatBoostError",
        )
    )
