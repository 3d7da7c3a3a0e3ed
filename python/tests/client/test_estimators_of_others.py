"""Estimators that others made after scikit-learn's: what they mean by its names, and what they take."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import AdaBoostClassifier, BaggingClassifier, IsolationForest
from sklearn.feature_selection import RFE
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder
from sklearn.tree import DecisionTreeClassifier

from corpus.inputs import ALL_KINDS, ARRAY, TARGETS
from truss import HTTPError

LABELS = TARGETS["two classes"]
TEXTS = ["town", "plan"]
MIXED = ALL_KINDS.data[["town", "age", "plan", "visits"]].to_numpy(dtype=object)
"""An array whose columns are texts and numbers in turn."""


class OfOthers(ClassifierMixin, BaseEstimator):
    """Keeps what it has learned under a name that scikit-learn has for something else."""

    def __init__(self, name="", value=None):
        self.name, self.value = name, value

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        self.n_features_in_ = X.shape[1]
        setattr(self, self.name, self.value)
        return self

    def predict(self, X):
        return self.classes_[(np.asarray(X)[:, 0] > 1).astype(int)]


OTHERWISE = {
    "transformers_": {"age": "scaled"},  # skrub
    "steps": 3,
    "transformer_list": "two",
    "categories_": {"age": [1, 2]},
    "estimators_features_": [[0]],
    "data_min_": {"age": 0},
    "bin_edges_": {"age": [0, 1]},
    "statistics_": {"age": 0},
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_what_others_mean_by_a_name_is_no_evidence(load_generated, name):
    model = OfOthers(name, OTHERWISE[name]).fit(ARRAY.data, LABELS)
    answer = load_generated(model).predict({"inputs": ARRAY.rows.tolist()})
    assert answer["predictions"].tolist() == model.predict(ARRAY.rows).tolist()


def one_hot():
    return make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression())


BAGS = {
    "all columns": BaggingClassifier(one_hot(), 3, random_state=0),
    "some columns": BaggingClassifier(one_hot(), 3, max_features=0.5, random_state=0),
}


@pytest.mark.parametrize("name", BAGS)
def test_the_members_of_a_bag_tell_of_the_columns_that_each_was_given(load_generated, name):
    model = BAGS[name].fit(MIXED, LABELS)
    answer = load_generated(model).predict({"inputs": MIXED[:9].tolist()})
    assert answer["probabilities"].tolist() == model.predict_proba(MIXED[:9]).tolist()


def test_a_bag_of_a_table_takes_texts(load_generated):
    table = ALL_KINDS.data[TEXTS]
    model = BAGS["all columns"].fit(table, LABELS)
    answer = load_generated(model).predict({"inputs": table[:9].to_dict("records")})
    assert answer["probabilities"].tolist() == model.predict_proba(table[:9]).tolist()


NUMBERS = {
    "a forest that sees parts": IsolationForest(n_estimators=3, max_features=0.5, random_state=0),
    "boosted trees": AdaBoostClassifier(DecisionTreeClassifier(max_depth=1), n_estimators=3),
    "columns eliminated": RFE(DecisionTreeClassifier(random_state=0), n_features_to_select=2),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_text_is_refused_where_members_take_numbers(load_generated, name):
    model = NUMBERS[name].fit(ARRAY.data, LABELS)
    loaded = load_generated(model)
    assert loaded.predict({"inputs": ARRAY.rows.tolist()})["predictions"].tolist() == model.predict(ARRAY.rows).tolist()
    with pytest.raises(HTTPError) as caught:
        loaded.predict({"inputs": [[1, "x", 1, 1]]})
    assert caught.value.status_code == 400


def test_numbers_that_come_as_texts_beside_texts_are_numbers(load_generated):
    """So V2 has them, whose tensors are of one datatype. A text is a category that the model has never seen."""
    model = one_hot().fit(MIXED, LABELS)
    loaded = load_generated(model)
    texts = np.array([[str(value) for value in row] for row in MIXED[:9]], dtype=object)
    answer = loaded.predict({"inputs": texts})
    assert answer["probabilities"].tolist() == model.predict_proba(MIXED[:9]).tolist()
    with pytest.raises(HTTPError, match=r"inputs\[0\]: column 1: a number is needed, found 'x'"):
        loaded.predict({"inputs": [["Oslo", "x", "gold", 1]]})


def test_truths_that_come_as_texts_beside_texts_are_truths(load_generated):
    rows = ALL_KINDS.data[["town", "member"]].to_numpy(dtype=object)
    model = make_pipeline(OrdinalEncoder(), DecisionTreeClassifier(random_state=0)).fit(rows, LABELS)
    loaded = load_generated(model)
    for texts in (("true", "false"), ("True", "False")):
        sent = np.array([[town, texts[0] if is_member else texts[1]] for town, is_member in rows[:9]], dtype=object)
        assert loaded.predict({"inputs": sent})["probabilities"].tolist() == model.predict_proba(rows[:9]).tolist()
    with pytest.raises(HTTPError, match=r"column 1: true or false is needed, found 'yes'"):
        loaded.predict({"inputs": [["Oslo", "yes"]]})


class Picky:
    """As a network behind scikit-learn's methods: it takes the type of numbers that its weights have."""

    def predict(self, X):
        if X.dtype != np.float32:
            raise RuntimeError(f"mat1 and mat2 must have the same dtype, but got {X.dtype}")
        return X.sum(axis=1)


class PickyEstimator(Picky, BaseEstimator):
    def fit(self, X, y=None):
        self.n_features_in_ = X.shape[1]
        return self


@pytest.mark.parametrize("model", [Picky(), PickyEstimator().fit(ARRAY.data)])
def test_numbers_are_of_the_type_that_the_examples_have(load_generated, model):
    rows = ARRAY.rows.astype(np.float32)
    loaded = load_generated(model, rows)
    for sent in (rows.tolist(), rows.astype(int).tolist(), rows):
        expected = np.asarray(sent, np.float32).sum(axis=1)
        assert loaded.predict({"inputs": sent})["predictions"].tolist() == expected.tolist()
