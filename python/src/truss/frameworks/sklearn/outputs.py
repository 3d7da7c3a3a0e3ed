"""Tells from a fitted estimator what it answers."""

from __future__ import annotations

from typing import Any

from truss.frameworks.tensors import ANY_LENGTH, Tensor, datatype_of


def outputs_of(model: Any, method: str) -> list[Tensor]:
    """Describes the answers of an estimator, as far as its classes tell.

    Args:
        model: the estimator.
        method: `predict` or `transform`.
    """
    import numpy as np

    if method == "transform":
        return [Tensor("predictions", "FP64", [ANY_LENGTH, ANY_LENGTH])]
    classes = getattr(model, "classes_", None)
    if classes is None:
        return [Tensor("predictions", "FP64", [ANY_LENGTH])]
    if isinstance(classes, list):  # several outputs, each with classes of its own
        datatype = datatype_of(np.asarray(classes[0]))
        return [] if datatype is None else [Tensor("predictions", datatype, [ANY_LENGTH, len(classes)])]
    datatype = datatype_of(np.asarray(classes))
    outputs = [] if datatype is None else [Tensor("predictions", datatype, [ANY_LENGTH])]
    if hasattr(model, "predict_proba"):
        outputs.append(Tensor("probabilities", "FP64", [ANY_LENGTH, len(classes)]))
    return outputs
