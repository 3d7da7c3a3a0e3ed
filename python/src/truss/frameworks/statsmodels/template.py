"""Writes the code that answers with the results of a model of statsmodels."""

from __future__ import annotations

from truss.frameworks.framework import Stored
from truss.frameworks.pickled import load_pickled
from truss.frameworks.statsmodels.description import StatsmodelsDescription
from truss.frameworks.tabular.reading import reading_of
from truss.frameworks.template import ModelClass, Snippet, render_class

_FORECAST = Snippet(
    [
        "# How many steps ahead of the end of the series each of the predictions is.",
        "steps = np.asarray(inputs).astype(int)",
        "if steps.ndim != 1 or steps.size == 0 or steps.min() < 1:",
        '    raise ValueError("a list of numbers of steps ahead is needed, from 1 on")',
        "forecast = np.asarray(self.model.forecast(int(steps.max())))",
        'return {"predictions": forecast[steps - 1]}',
    ],
    ["numpy as np"],
)
_PREDICT = Snippet(['return {"predictions": np.asarray(self.model.predict(inputs))}'], ["numpy as np"])


def render_model(description: StatsmodelsDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the results.
        stored: how they lie in `data/model/`.
    """
    reading = reading_of(description.takes, str(description.takes.features))
    return render_class(
        ModelClass(
            title=f"{description.title} of statsmodels",
            file=stored.file,
            load=load_pickled(stored),
            reading=reading._replace(request='{"inputs": [1, 2, …]}') if description.is_series else reading,
            predict=_FORECAST if description.is_series else _PREDICT,
            answer='{"predictions": […]}',
            misfits="How statsmodels says that values do not fit: an unknown category, another number of columns.",
        )
    )
