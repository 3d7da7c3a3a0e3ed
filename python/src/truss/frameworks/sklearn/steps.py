"""Walks into estimators that hold others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def entry_steps(model: Any) -> Iterator[tuple[Any, list[int] | None]]:
    """Gives the innermost estimators that see the input as it comes, of all that get it, and which columns each sees.

    These are numbers of the model's own columns; None: all of them.
    """
    inner = handed_on(model)
    for each, chosen in zip(inner, _chosen_for(model, inner)):
        for step, seen in entry_steps(each):
            yield step, seen if chosen is None else chosen if seen is None else [chosen[place] for place in seen]
    if not inner:
        yield model, None


def _chosen_for(model: Any, inner: Sequence[Any]) -> list[list[int] | None]:
    """Which columns each of the estimators gets that a model hands its input on to."""
    of_bags = getattr(model, "estimators_features_", None)
    if isinstance(of_bags, list) and len(of_bags) >= len(inner):
        return [list(map(int, chosen)) for chosen in of_bags[: len(inner)]]
    if hasattr(model, "ranking_") and hasattr(model, "support_"):  # what eliminates columns one after the other
        return [[place for place, is_kept in enumerate(model.support_) if is_kept]] * len(inner)
    return [None] * len(inner)


def parts_of_columns(model: Any) -> list[tuple[Any, Any]] | None:
    """Gives the parts of a fitted ColumnTransformer, each with the columns that it is given; None of all else.

    Others have an attribute of the same name with something else in it.
    """
    parts = getattr(model, "transformers_", None)
    if not isinstance(parts, list) or not all(isinstance(each, tuple) and len(each) == 3 for each in parts):
        return None
    return [(part, selection) for _, part, selection in parts]


def steps_of(model: Any) -> list[tuple[str, Any]]:
    """Gives the steps of a pipeline by their names; nothing of what calls something else so."""
    return _named(getattr(model, "steps", None))


def _named(parts: Any) -> list[tuple[str, Any]]:
    is_named = isinstance(parts, list) and all(isinstance(each, (tuple, list)) and len(each) == 2 for each in parts)
    return [(name, part) for name, part in parts] if is_named else []


def last_step(model: Any) -> Any:
    """Gives the estimator that a pipeline or search ends in."""
    while True:
        if steps_of(model):
            model = steps_of(model)[-1][1]
        elif hasattr(model, "best_estimator_"):
            model = model.best_estimator_
        else:
            return model


def handed_on(model: Any) -> list[Any]:
    """Gives the estimators that get the input of this one, as it comes: none where it looks at the input itself."""
    steps = steps_of(model)
    if steps:
        return [step for _, step in steps if step is not None and step != "passthrough"][:1]
    parts = _named(getattr(model, "transformer_list", None))  # FeatureUnion
    if parts:
        return [part for _, part in parts if not isinstance(part, str)]
    members: Any = getattr(model, "estimators_", None)  # votes, stacks, one estimator an output, bags
    has_members = isinstance(members, list) and bool(members) and hasattr(members[0], "fit")
    if has_members and hasattr(model, "estimator_"):
        # That is what the members were copies of before they were fitted. Those of a forest tell all the same.
        return list(members) if _sees_parts(model) else [members[0]]
    for name in ("best_estimator_", "regressor_", "estimator_"):  # searches, target transformers, thresholds
        if hasattr(model, name):
            return [getattr(model, name)]
    preprocessor = getattr(model, "_preprocessor", None)  # histogram gradient boosting of categories
    if parts_of_columns(preprocessor) is not None:
        return [preprocessor]
    calibrated = getattr(model, "calibrated_classifiers_", None)
    if calibrated:
        # Before scikit-learn 1.2 it was the base estimator.
        return [getattr(each, "estimator", None) or each.base_estimator for each in calibrated]
    return [member for member in members if hasattr(member, "fit")] if has_members else []


def _sees_parts(model: Any) -> bool:
    """Whether the members of an ensemble have been given some of its columns each."""
    of_bags = getattr(model, "estimators_features_", None)
    return isinstance(of_bags, list) and len(set(of_bags[0])) < getattr(model, "n_features_in_", 0)
