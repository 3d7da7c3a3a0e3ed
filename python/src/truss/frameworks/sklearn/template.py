"""Writes the code that answers with an estimator."""

from __future__ import annotations

from truss.frameworks.framework import Stored
from truss.frameworks.pickled import load_pickled
from truss.frameworks.sklearn.description import SklearnDescription
from truss.frameworks.tabular.reading import reading_of
from truss.frameworks.template import ModelClass, Snippet, render_class

_ANSWER = '{"predictions": […]}'
_BOTH = '{"predictions": […], "probabilities": [[…], …]}'

_ANSWERS = {"kneighbors": '{"predictions": [[index, …], …], "distances": [[…], …]}'}
_OTHERS = {
    "transform": Snippet(
        [
            "result = self.model.transform(inputs)",
            'return {"predictions": result.toarray() if hasattr(result, "toarray") else result}',
        ]
    ),
    "kneighbors": Snippet(
        [
            "# Which of the rows that it was fitted on are nearest, and how far they are.",
            "distances, neighbors = self.model.kneighbors(inputs)",
            'return {"predictions": neighbors, "distances": distances}',
        ]
    ),
    "score_samples": Snippet(['return {"predictions": self.model.score_samples(inputs)}']),
}


def render_model(description: SklearnDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the estimator.
        stored: how it lies in `data/model/`.
    """
    return render_class(
        ModelClass(
            title=description.title,
            file=stored.file,
            load=_load(description, stored),
            # As it is known now: a CatBoost that was pickled forgets it, and so do pipelines and searches that ask it.
            reading=reading_of(description.takes, str(description.takes.features)),
            predict=_predict(description) if description.method == "predict" else _OTHERS[description.method],
            answer=_BOTH if description.has_probabilities else _ANSWERS.get(description.method, _ANSWER),
            misfits="How scikit-learn says that values do not fit: a text for a number, NaN, an unknown category.",
        )
    )


def _load(description: SklearnDescription, stored: Stored) -> Snippet:
    load = load_pickled(stored)
    if description.transform_output is None:
        return load
    setting = f'sklearn.set_config(transform_output="{description.transform_output}")  # as it was for the fit'
    return Snippet([setting, *load.lines], ["sklearn", *load.imports])


def _predict(description: SklearnDescription) -> Snippet:
    lines = ['answer = {"predictions": self.model.predict(inputs)}']
    if description.has_probabilities and description.has_several_outputs:
        lines.append("found = self.model.predict_proba(inputs)")
        lines.append("# Most of scikit-learn gives an array for each output; here each row has them all.")
        lines.append('answer["probabilities"] = list(zip(*found)) if isinstance(found, list) else found')
    elif description.has_probabilities:
        lines.append('answer["probabilities"] = self.model.predict_proba(inputs)')
    return Snippet([*lines, "return answer"])
