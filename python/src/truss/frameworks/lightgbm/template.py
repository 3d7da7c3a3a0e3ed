"""Writes the code that answers with a model of LightGBM."""

from __future__ import annotations

from truss.frameworks.framework import Stored
from truss.frameworks.lightgbm.description import LightGBMDescription
from truss.frameworks.tabular.reading import reading_of
from truss.frameworks.template import ModelClass, Snippet, render_class

CLASSES_FILE = "classes.json"

_VALUES = '{"predictions": […]}'
_BOTH = '{"predictions": […], "probabilities": [[…], …]}'


def render_model(description: LightGBMDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the model.
        stored: how it lies in `data/model/`.
    """
    return render_class(
        ModelClass(
            title=description.title,
            file=stored.file,
            load=_load(description, stored),
            reading=reading_of(description.takes, "self.model.num_feature()"),
            predict=_predict(description),
            answer=_BOTH if description.classes else _VALUES,
            misfits="How LightGBM says that values do not fit: a text for a number, another number of columns.",
            errors="TypeError, ValueError, lightgbm.basic.LightGBMError",
        )
    )


def _load(description: LightGBMDescription, stored: Stored) -> Snippet:
    lines = [f'self.model = lightgbm.Booster(model_file=str(self.model_dir / "{stored.file}"))']
    if not description.classes:
        return Snippet(lines, ["lightgbm"])
    lines.append(f'self.classes = np.array(json.loads((self.model_dir / "{CLASSES_FILE}").read_text("utf-8")))')
    return Snippet(lines, ["json", "lightgbm", "numpy as np"])


def _predict(description: LightGBMDescription) -> Snippet:
    told = ", ".join(f'"{name}": {value!r}' for name, value in description.settings.items())
    settings = [f"settings = {{{told}}}"] if told else []
    answered = f"self.model.predict(inputs{', **settings' if told else ''})"
    if description.scores == "values":
        return Snippet([*settings, f'return {{"predictions": {answered}}}'])
    lines = [*settings, f"probabilities = {answered}"]
    if description.scores == "of the second class":
        lines = [*settings, f"scores = {answered}", "probabilities = np.column_stack((1.0 - scores, scores))"]
    lines.append("labels = self.classes[probabilities.argmax(axis=1)]")
    return Snippet([*lines, 'return {"predictions": labels, "probabilities": probabilities}'])
