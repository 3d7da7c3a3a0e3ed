"""Finds out what an estimator takes: rows of numbers, texts, or records with named columns."""

from __future__ import annotations

from typing import Any

from truss.frameworks.sklearn.evidence import columns_of
from truss.frameworks.sklearn.steps import first_steps
from truss.frameworks.tabular.columns import columns_of_frame, names_of_frame
from truss.frameworks.tabular.inputs import Inputs, dtype_of_rows, require_pandas


def inputs_of(model: Any, rows: object) -> Inputs:
    """Finds out what a fitted estimator takes.

    Args:
        model: the estimator.
        rows: a few rows of input given by the user, or None. A DataFrame says more of its columns than the model does,
            and all there is to say where it was fitted on an array, or its first step is of somebody's own making.

    Raises:
        TrussError: `MODEL_CANNOT_PREDICT` where the columns have names, and pandas is not there to carry them.
    """
    steps = list(first_steps(model))
    features = _first_attribute(steps, "n_features_in_")
    names = _column_names(steps) or _names_of_rows(rows, features)
    if names is not None:
        require_pandas(model)
        columns = columns_of(model, names)
        told = columns_of_frame(rows, columns)
        columns = {name: column.known_as(told.get(name, column)) for name, column in columns.items()}
        return Inputs("records", len(columns), columns)
    if any(_is_text_vectorizer(step) for step in steps):
        return Inputs("text")
    if any(type(step).__name__ in ("DictVectorizer", "FeatureHasher") for step in steps):
        return Inputs("mappings")
    # What only hands on calls the second of any number of axes its features, such as a function that flattens pictures.
    if features is None or getattr(rows, "ndim", 2) > 2:
        return Inputs("values", dtype=dtype_of_rows(rows))
    columns = columns_of(model, [str(index) for index in range(features)])
    return Inputs("rows", int(features), columns, dtype_of_rows(rows))


def _column_names(steps: list[Any]) -> list[str] | None:
    """None where the columns have none: scikit-learn tells names of texts only, others number the columns of arrays.

    Two columns of one name are known by their position alone.
    """
    names = _first_attribute(steps, "feature_names_in_")
    if names is None or not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
        return None
    return list(map(str, names))


def _names_of_rows(rows: object, features: int | None) -> list[str] | None:
    names = names_of_frame(rows)
    return names if names is not None and features in (None, len(names)) else None


def _first_attribute(steps: list[Any], name: str) -> Any:
    return next((value for step in steps if (value := getattr(step, name, None)) is not None), None)


def _is_text_vectorizer(step: Any) -> bool:
    # Count-, Tfidf- and HashingVectorizer, and what others have derived from them.
    return hasattr(step, "build_analyzer")
