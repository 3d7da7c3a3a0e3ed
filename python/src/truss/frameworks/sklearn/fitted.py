"""Refuses what cannot answer: estimators that were not fitted, and those that only describe their training data."""

from __future__ import annotations

from typing import Any

from truss.errors import error_of
from truss.frameworks.sklearn.steps import handed_on, last_step

_METHODS = ("predict", "transform", "kneighbors", "score_samples")
"""What can answer requests; the first that an estimator has does."""


_LEARN_NOTHING = ("FeatureHasher", "HashingVectorizer", "PatchExtractor", "SparseCoder")
"""Estimators that need no fitting, and do not say so in the older versions of scikit-learn."""


def method_of(model: Any) -> str:
    """Gives the method that answers requests, such as `predict`.

    Raises:
        TrussError: `MODEL_CANNOT_PREDICT` where there is none.
    """
    only_describes = hasattr(model, "fit_predict") or hasattr(model, "fit_transform")
    for method in _METHODS:
        # Whoever looks for outliers among the rows that were fitted on wants no neighbours of others.
        if hasattr(model, method) and not (method == "kneighbors" and only_describes):
            return method
    name = type(model).__name__
    if only_describes:
        raise error_of(
            "MODEL_CANNOT_PREDICT",
            f"{name} can only describe the data that it was fitted on: it has no predict and no transform for new rows",
            "Make it with novelty=True and fit it again: then it judges new rows"
            if hasattr(model, "novelty")
            else "Fit a classifier or regressor on its result, and make a truss of that",
        )
    raise error_of(
        "MODEL_CANNOT_PREDICT",
        f"{name} has neither predict nor transform",
        "Give it one of them; after a search with refit=False hand over the estimator that you fitted afterwards",
    )


def check_fitted(model: Any) -> None:
    """Refuses an estimator that has learned nothing.

    Raises:
        TrussError: `MODEL_NOT_FITTED`.
    """
    if not _is_fitted(model):
        hint = "Call its fit method first"
        if not _is_sklearns_own(model):
            hint += ". If it needs no fitting, say so in its class: def __sklearn_is_fitted__(self): return True"
        message = f"This {type(model).__name__} has not been fitted, so it cannot answer anything"
        raise error_of("MODEL_NOT_FITTED", message, hint)


def _is_fitted(model: Any) -> bool:
    from sklearn.exceptions import NotFittedError
    from sklearn.utils.validation import check_is_fitted

    try:
        check_is_fitted(model)
    except NotFittedError:
        if type(model).__name__ in _LEARN_NOTHING and _is_sklearns_own(model):
            return True
        inner = handed_on(model) if hasattr(model, "transformer_list") else [last_step(model)]
        return _has_learned(model) if inner == [model] else all(_is_fitted(each) for each in inner)
    except TypeError:
        return True  # not of scikit-learn's making: it cannot be told
    return True


def _has_learned(estimator: Any) -> bool:
    """For classes of the user's own, which need not follow the convention of names that end in an underscore."""
    if _is_sklearns_own(estimator) or not hasattr(estimator, "get_params"):
        return False
    return not set(vars(estimator)) <= set(estimator.get_params(deep=False))


def _is_sklearns_own(estimator: Any) -> bool:
    return type(estimator).__module__.partition(".")[0] == "sklearn"
