"""Tells from a fitted estimator what it answers."""

from __future__ import annotations

from typing import Any

from truss.frameworks.tensors import ANY_LENGTH, Tensor, datatype_of

# More than these are a file of their own, and not a part of a config that people read.
_MOST_CLASSES = 1000


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
    datatype = datatype_of(np.asarray(classes))
    told = [] if datatype is None or len(classes) > _MOST_CLASSES else np.asarray(classes).tolist()
    outputs = [] if datatype is None else [Tensor("predictions", datatype, [ANY_LENGTH], told)]
    if hasattr(model, "predict_proba"):
        outputs.append(Tensor("probabilities", "FP64", [ANY_LENGTH, len(classes)], told))
    return outputs
