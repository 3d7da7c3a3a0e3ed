"""Has a live estimator answer in the words of a truss's answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from truss.frameworks.sklearn.description import SklearnDescription


def live_answer(model: Any, description: SklearnDescription, rows: Any) -> Mapping[str, Any]:
    """Answers with the estimator's own methods; see `Framework.answer`."""
    if description.method == "kneighbors":
        distances, neighbors = model.kneighbors(rows)
        return {"predictions": neighbors, "distances": distances}
    found = getattr(model, description.method)(rows)
    answer = {"predictions": found.toarray() if hasattr(found, "toarray") else found}
    if description.has_probabilities:
        of_each = model.predict_proba(rows)
        # Most of scikit-learn gives an array for each of several outputs; a row of an answer has them all.
        answer["probabilities"] = list(zip(*of_each)) if isinstance(of_each, list) else of_each
    return answer
