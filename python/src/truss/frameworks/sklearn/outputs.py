"""Tells from a fitted estimator what it answers."""

from __future__ import annotations

from typing import Any

from truss.frameworks.tabular.outputs import outputs_of_classes
from truss.frameworks.tensors import ANY_LENGTH, Tensor, datatype_of


def outputs_of(model: Any, method: str) -> list[Tensor]:
    """Describes the answers of classifiers and regressors; of other estimators they can be anything.

    Args:
        model: the estimator.
        method: `predict`, `transform` or another that answers.
    """
    import numpy as np
    from sklearn.base import is_regressor

    classes = getattr(model, "classes_", None)
    if method != "predict":
        return []
    if classes is None:
        return [Tensor("predictions", "FP64", [ANY_LENGTH])] if is_regressor(model) else []
    if isinstance(classes, list):  # several outputs, each with classes of its own
        datatype = datatype_of(np.asarray(classes[0]))
        return [] if datatype is None else [Tensor("predictions", datatype, [ANY_LENGTH, len(classes)])]
    return outputs_of_classes(classes, hasattr(model, "predict_proba"))
