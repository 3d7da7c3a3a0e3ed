"""Writes the code that answers with the results of a model of statsmodels."""

from __future__ import annotations

from truss.frameworks.framework import Stored
from truss.frameworks.pickled import load_pickled
from truss.frameworks.statsmodels.description import StatsmodelsDescription
from truss.frameworks.statsmodels.series import Way
from truss.frameworks.tabular.reading import reading_of
from truss.frameworks.template import ModelClass, Snippet, render_class

_FORECAST = Snippet(
    [
        "# How many steps ahead of the end of the series each of the predictions is.",
        "steps = np.asarray(inputs).astype(int)",
        "if steps.ndim != 1 or steps.size == 0 or steps.min() < 1:",
        '    raise ValueError("a list of numbers of steps ahead is needed, from 1 on")',
        "forecast = np.asarray({call})",
        'return {"predictions": forecast[steps - 1]}',
    ],
    ["numpy as np"],
)
_WITH_KNOWN = Snippet(
    [
        "# What is known of the steps to come, a row for each, of which the first follows the end of the series.",
        'return {"predictions": np.asarray({call})}',
    ],
    ["numpy as np"],
)
_PREDICT = Snippet(['return {"predictions": np.asarray({call})}'], ["numpy as np"])
_CALLS: dict[Way, str] = {
    "forecast": "self.model.forecast(int(steps.max()))",
    "known": "self.model.forecast(len(inputs), exog=inputs)",
    "vectors": "self.model.forecast(self.model.endog[-self.model.k_ar :], int(steps.max()))",
    "predict": "self.model.predict(steps=int(steps.max()))",
}
"""As `Continuation.ask`."""


def render_model(description: StatsmodelsDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the results.
        stored: how they lie in `data/model/`.
    """
    reading = reading_of(description.takes, str(description.takes.features))
    if description.series is None:
        hazards, values = "self.model.predict(exog=inputs).predicted_values", "self.model.predict(inputs)"
        predict = _calling(_PREDICT, hazards if description.is_of_hazards else values)
    else:
        predict = _calling(_FORECAST if description.is_of_steps else _WITH_KNOWN, _CALLS[description.series.way])
    return render_class(
        ModelClass(
            title=f"{description.title} of statsmodels",
            file=stored.file,
            load=load_pickled(stored),
            reading=reading._replace(request='{"inputs": [1, 2, …]}') if description.is_of_steps else reading,
            predict=predict,
            answer='{"predictions": […]}',
            misfits="How statsmodels says that values do not fit: an unknown category, another number of columns.",
        )
    )


def _calling(snippet: Snippet, call: str) -> Snippet:
    return snippet._replace(lines=[line.replace("{call}", call) for line in snippet.lines])
