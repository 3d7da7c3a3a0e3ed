"""Walks into estimators that hold others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def first_steps(model: Any) -> Iterator[Any]:
    """Gives the estimators that see the input first: the model itself, and inwards what it hands the input on to.

    A ColumnTransformer ends the walk, since each of its parts sees other columns. Of several that get the same input
    the first is followed.
    """
    seen: set[int] = set()
    while model is not None and id(model) not in seen:
        seen.add(id(model))
        yield model
        model = next(iter(handed_on(model)), None)


def entry_steps(model: Any) -> Iterator[Any]:
    """Gives the innermost estimators that see the input as it comes, of all that get it."""
    inner = handed_on(model)
    for each in inner:
        yield from entry_steps(each)
    if not inner:
        yield model


def last_step(model: Any) -> Any:
    """Gives the estimator that a pipeline or search ends in."""
    while True:
        if getattr(model, "steps", None):
            model = model.steps[-1][1]
        elif hasattr(model, "best_estimator_"):
            model = model.best_estimator_
        else:
            return model


def handed_on(model: Any) -> list[Any]:
    """Gives the estimators that get the input of this one, as it comes: none where it looks at the input itself."""
    steps = getattr(model, "steps", None)  # Pipeline
    if steps:
        return [step for _, step in steps if step is not None and step != "passthrough"][:1]
    parts = getattr(model, "transformer_list", None)  # FeatureUnion
    if parts:
        return [part for _, part in parts if not isinstance(part, str)]
    for name in ("best_estimator_", "regressor_", "estimator_"):  # searches, target transformers, thresholds
        if hasattr(model, name):
            return [getattr(model, name)]
    preprocessor = getattr(model, "_preprocessor", None)  # histogram gradient boosting of categories
    if hasattr(preprocessor, "transformers_"):
        return [preprocessor]
    calibrated = getattr(model, "calibrated_classifiers_", None)
    if calibrated:
        # Before scikit-learn 1.2 it was the base estimator.
        return [getattr(each, "estimator", None) or each.base_estimator for each in calibrated]
    members = getattr(model, "estimators_", None)  # votes, stacks, one estimator an output
    if isinstance(members, list) and members and hasattr(members[0], "fit"):
        return [member for member in members if hasattr(member, "fit")]
    return []
