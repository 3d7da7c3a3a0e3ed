"""Walks into estimators that hold others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def first_steps(model: Any) -> Iterator[Any]:
    """Gives the estimators that see the input first: the model itself, and inwards what it hands the input on to.

    A ColumnTransformer ends the walk, since each of its parts sees other columns.
    """
    seen: set[int] = set()
    while model is not None and id(model) not in seen:
        seen.add(id(model))
        yield model
        model = _inner(model)


def last_step(model: Any) -> Any:
    """Gives the estimator that a pipeline or search ends in."""
    while True:
        if getattr(model, "steps", None):
            model = model.steps[-1][1]
        elif hasattr(model, "best_estimator_"):
            model = model.best_estimator_
        else:
            return model


def _inner(model: Any) -> Any:
    steps = getattr(model, "steps", None)  # Pipeline
    if steps:
        return next((step for _, step in steps if step is not None and step != "passthrough"), None)
    parts = getattr(model, "transformer_list", None)  # FeatureUnion
    if parts:
        return next((part for _, part in parts if not isinstance(part, str)), None)
    for name in ("best_estimator_", "regressor_", "estimator_"):  # searches, target transformers, thresholds
        if hasattr(model, name):
            return getattr(model, name)
    calibrated = getattr(model, "calibrated_classifiers_", None)
    if calibrated:
        return calibrated[0].estimator
    members = getattr(model, "estimators_", None)  # votes, stacks, one estimator an output
    if isinstance(members, list) and members and hasattr(members[0], "fit"):
        return members[0]
    return None
