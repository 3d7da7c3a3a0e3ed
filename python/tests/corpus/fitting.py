"""Fits an estimator on all that it can take."""

import warnings
from dataclasses import dataclass
from typing import Any

from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from corpus.inputs import (
    ALL_KINDS,
    ARRAY,
    COUNTS,
    LABELS,
    MAPPINGS,
    ONE_COLUMN,
    PICTURES,
    SETS,
    SQUARE,
    TABLE,
    TARGETS,
    TEXTS,
    Inputs,
)
from corpus.live import live_answers

_TABULAR = (ARRAY, TABLE, ALL_KINDS)
_USUAL = (*_TABULAR, TEXTS)
# What takes something else, or is made for it.
_UNUSUAL = {
    "DictVectorizer": (MAPPINGS,),
    "FeatureHasher": (MAPPINGS,),
    "IsotonicRegression": (ONE_COLUMN,),
    "KernelCenterer": (SQUARE,),
    "LabelBinarizer": (LABELS, COUNTS),
    "LabelEncoder": (LABELS, COUNTS),
    "MultiLabelBinarizer": (SETS,),
    "PatchExtractor": (PICTURES,),
}


@dataclass(frozen=True)
class Fitted:
    """A model, and what it has been fitted on."""

    model: Any
    inputs: Inputs


def fit_on_all(estimator, is_regressor):
    """Gives a `Fitted` for each of the inputs that it takes."""
    usual = _TABULAR if type(estimator).__module__.startswith("category_encoders") else _USUAL
    found = (_fit_on(estimator, inputs, is_regressor) for inputs in _UNUSUAL.get(type(estimator).__name__, usual))
    return [fitted for fitted in found if fitted is not None]


def _fit_on(estimator, inputs, is_regressor):
    """As it is, else behind what makes numbers of the inputs."""
    names = dict.fromkeys(["numbers", *TARGETS] if is_regressor else TARGETS)
    for candidate in (estimator, *_behind(estimator, inputs)):
        for name in names:
            model = _fit(candidate, inputs, TARGETS[name])
            if model is not None:
                return Fitted(model, inputs)
    return None


def _fit(estimator, inputs, target):
    """None where it does not take the inputs, be it only when it is asked: some look at nothing until then."""
    model = clone(estimator)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(*((inputs.data,) if target is None else (inputs.data, target)))
            answers = live_answers(model, inputs.rows)
    except Exception:  # noqa: BLE001 - whatever it says
        return None
    return model if all(_count(answer) == len(inputs.rows) for answer in answers.values()) else None


def _count(answer):
    # Of a sparse matrix there is no length.
    return answer.shape[0] if hasattr(answer, "shape") else len(answer)


def _behind(estimator, inputs):
    if not hasattr(estimator, "predict"):
        return
    if inputs is TEXTS:
        yield Pipeline([("texts", TfidfVectorizer()), ("model", estimator)])
    if inputs is ALL_KINDS:
        yield Pipeline([("columns", columns()), ("model", estimator)])


def columns():
    """What makes numbers of the table of all kinds."""
    return ColumnTransformer(
        [
            ("numbers", StandardScaler(), ["age", "visits"]),
            ("names", OneHotEncoder(handle_unknown="ignore"), ["town", "plan"]),
            ("member", "passthrough", ["member"]),
        ],
        sparse_threshold=0,
    )
