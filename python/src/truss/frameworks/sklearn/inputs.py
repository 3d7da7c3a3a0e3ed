"""Finds out what an estimator takes: rows of numbers, texts, or records with named columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, Literal

from truss.errors import error_of
from truss.frameworks.sklearn.columns import Column, columns_of, columns_of_frame
from truss.frameworks.sklearn.steps import first_steps

InputsKind = Literal["rows", "text", "mappings", "records"]


@dataclass(frozen=True)
class Inputs:
    """What `inputs` of a request has to be.

    Attributes:
        kind: `rows`: a list of lists, or of anything where `features` is None; `text`: a list of strings;
            `mappings`: a list of objects with free keys; `records`: a list of objects that name the columns.
        features: how many values a row has; None where the model does not say.
        columns: what the values of a row hold, in the model's order; by position where they have no names.
    """

    kind: InputsKind
    features: int | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)


def inputs_of(model: Any, rows: object) -> Inputs:
    """Finds out what a fitted estimator takes.

    Args:
        model: the estimator.
        rows: a few rows of input given by the user, or None. A DataFrame says more of its columns than the model does.

    Raises:
        TrussError: `MODEL_CANNOT_PREDICT` where the columns have names, and pandas is not there to carry them.
    """
    steps = list(first_steps(model))
    names = _first_attribute(steps, "feature_names_in_")
    if names is not None:
        _require_pandas(model)
        columns = columns_of(steps[-1], [str(name) for name in names])
        return Inputs("records", len(columns), {**columns, **columns_of_frame(rows, columns)})
    if any(_is_text_vectorizer(step) for step in steps):
        return Inputs("text")
    if any(type(step).__name__ in ("DictVectorizer", "FeatureHasher") for step in steps):
        return Inputs("mappings")
    features = _first_attribute(steps, "n_features_in_")
    if features is None:
        return Inputs("rows")
    return Inputs("rows", int(features), columns_of(steps[-1], [str(index) for index in range(features)]))


def _first_attribute(steps: list[Any], name: str) -> Any:
    return next((value for step in steps if (value := getattr(step, name, None)) is not None), None)


def _is_text_vectorizer(step: Any) -> bool:
    # Count-, Tfidf- and HashingVectorizer, and what others have derived from them.
    return hasattr(step, "build_analyzer")


def _require_pandas(model: Any) -> None:
    if find_spec("pandas") is None:
        raise error_of(
            "MODEL_CANNOT_PREDICT",
            f"This {type(model).__name__} was fitted on named columns, and its truss needs pandas to hand it such",
            "Run: pip install pandas",
        )
