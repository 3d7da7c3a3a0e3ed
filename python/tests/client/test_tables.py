"""Tables: the values of a request take the types of the training data, or the caller is told row and column."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import VotingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from client.watcher import Watcher
from truss import HTTPError

FRAME = pd.DataFrame(
    {
        "open": [True, False, True, False],
        "when": pd.to_datetime(["2020-01-01", "2020-06-01", "2021-01-01", "2022-01-01"]),
        "town": pd.Categorical(["Oslo", "Rome", "Oslo", "Rome"]),
        "size": np.array([1, 2, 3, 4], dtype="int64"),
        "note": ["a", "b", "a", "b"],
    }
)
LABELS = [0, 1, 0, 1]


def refusal_of(see, *values):
    with pytest.raises(HTTPError) as caught:
        see(*values)
    assert caught.value.status_code == 400
    return caught.value.detail


@pytest.mark.parametrize("dtype", ["bool", "boolean", "object"])
def test_true_and_false(asked, dtype):
    see = asked(pd.Series([True, False], dtype=dtype))
    found = see(True, False, 1, 0, "true", "False", "1", "0")
    assert found.dtype == dtype
    assert found.tolist() == [True, False] * 4
    for other in ("no", "banana", [1], 2, "", {}):
        assert refusal_of(see, True, other).startswith("inputs[1]: column 'x': true or false is needed, found")


def test_null_is_a_missing_boolean(asked):
    for dtype in ("bool", "boolean"):
        found = asked(pd.Series([True, False], dtype=dtype))(True, None)
        assert found.isna().tolist() == [False, True]
        assert found[0] is True or found[0] == np.True_


def test_dates_in_every_form(asked):
    column = pd.Series(pd.to_datetime(["2020-01-01", "2021-01-01"]))
    said = [
        1577836800000,
        "2020-01-01",
        "2020-01-01T00:00:00",
        "2020-01-01T01:00:00+01:00",
        "2019-12-31T19:00:00-05:00",
    ]
    see = asked(column)
    found = see(*said, None)
    assert found.dtype == column.dtype
    assert found[:-1].tolist() == [pd.Timestamp("2020-01-01")] * len(said)
    assert found[len(said)] is pd.NaT
    for other in ("1/2/2020", "soon", "now", "2020-02-30", [], {}, ""):
        assert "inputs[0]: column 'x': a date such as" in refusal_of(see, other)


def test_dates_of_a_zone(asked):
    column = pd.Series(pd.to_datetime(["2020-01-01", "2021-07-01"])).dt.tz_localize("Europe/Oslo")
    found = asked(column)("2020-01-01", "2020-01-01T00:00:00+01:00", "2019-12-31T23:00:00Z", 1577833200000)
    assert found.dtype == column.dtype
    assert found.tolist() == [pd.Timestamp("2020-01-01", tz="Europe/Oslo")] * 4


@pytest.mark.filterwarnings("ignore:The default formatting of datetime")
def test_what_pandas_writes_is_read(load_generated):
    frame = FRAME.drop(columns="note")
    model = load_generated(Watcher().fit(frame, LABELS), frame[:2])
    model.predict({"inputs": json.loads(frame.to_json(orient="records"))})
    pd.testing.assert_frame_equal(Watcher.seen, frame)
    model.predict({"inputs": json.loads(frame.to_json(orient="records", date_format="iso"))})
    pd.testing.assert_frame_equal(Watcher.seen, frame)


@pytest.mark.parametrize("dtype", ["float32", "int8", "Int64", "Float64", "float64"])
def test_numbers_take_their_type(asked, dtype):
    see = asked(pd.Series([1, 2], dtype=dtype))
    assert see(3, "4", 5.0).dtype == dtype
    assert see(3, "4", 5.0).tolist() == [3, 4, 5]
    assert see(None, 300).isna().tolist() == [True, False]
    # What the type cannot hold stays what it is.
    assert see(1.5).tolist() == [1.5]
    assert see(300).tolist() == [300]
    for other in ("x", "", " ", [1], {}):
        assert refusal_of(see, 1, other).startswith("inputs[1]: column 'x': a number is needed, found")


@pytest.mark.parametrize("dtype", ["object", "string", "category"])
def test_texts_take_their_type(asked, dtype):
    column = pd.Series(["a", "b"], dtype=dtype)
    see = asked(column)
    found = see("b", None)
    assert found.dtype == column.dtype
    assert found.isna().tolist() == [False, True]
    for other in (1, [], True):
        assert refusal_of(see, "a", other).startswith("inputs[1]: column 'x': a ")


def test_a_category_never_seen_is_what_the_model_makes_of_it(asked, load_generated):
    assert asked(FRAME["town"])("Rome", "Lima").tolist() == ["Rome", "Lima"]
    for unknown in ("ignore", "error"):
        model = make_pipeline(
            ColumnTransformer([("t", OneHotEncoder(handle_unknown=unknown), ["town"])]), LogisticRegression()
        )
        generated = load_generated(model.fit(FRAME, LABELS), FRAME[:2])
        if unknown == "ignore":
            live = model.predict_proba(FRAME[:1].assign(town="Lima"))
            assert np.allclose(generated.predict({"inputs": [{"town": "Lima"}]})["probabilities"], live)
        else:
            with pytest.raises(HTTPError, match="Found unknown categories"):
                generated.predict({"inputs": [{"town": "Lima"}]})


def test_null_stays_none_where_the_model_was_fitted_so(load_generated):
    frame = pd.DataFrame({"note": pd.Series(["a", None, "b", "a"], dtype=object), "size": [1.0, 2, 3, 4]})
    imputer = SimpleImputer(missing_values=None, strategy="most_frequent")
    columns = ColumnTransformer([("n", make_pipeline(imputer, OneHotEncoder()), ["note"])], remainder="passthrough")
    model = make_pipeline(columns, LogisticRegression()).fit(frame, LABELS)
    for rows in (None, frame[:2]):
        answer = load_generated(model, rows).predict({"inputs": [{"note": None, "size": 2}, {"note": "b", "size": 3}]})
        assert np.allclose(answer["probabilities"], model.predict_proba(frame[1:3]))


class Ratio(TransformerMixin, BaseEstimator):
    """A first step that looks columns up by name, and keeps nothing of them."""

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return np.c_[X["size"] / 2, X["open"]]

    def __sklearn_is_fitted__(self):
        return True


@pytest.mark.parametrize(
    "model",
    [
        make_pipeline(Ratio(), LogisticRegression()),
        GridSearchCV(make_pipeline(Ratio(), LogisticRegression()), {}, cv=2),
        VotingClassifier([("a", make_pipeline(Ratio(), LogisticRegression()))]),
    ],
    ids=["a pipeline", "a search", "a vote"],
)
def test_examples_tell_the_names_that_a_step_of_one_s_own_keeps_to_itself(load_generated, model):
    generated = load_generated(model.fit(FRAME, LABELS), FRAME[:2])
    records = json.loads(FRAME.to_json(orient="records", date_format="iso"))
    assert generated.predict({"inputs": records})["predictions"].tolist() == model.predict(FRAME).tolist()


@pytest.mark.filterwarnings("ignore:X has feature names")
def test_a_table_as_examples_of_a_model_of_arrays(load_generated):
    model = LogisticRegression().fit(FRAME[["size", "open"]].to_numpy(dtype=float), LABELS)
    generated = load_generated(model, FRAME[["size", "open"]].astype(float)[:2])
    for inputs in ([{"open": 0, "size": 2}], [[2, 0]]):
        assert generated.predict({"inputs": inputs})["predictions"].tolist() == model.predict([[2, 0]]).tolist()


COLUMNS = ColumnTransformer([("n", StandardScaler(), ["size"]), ("t", OrdinalEncoder(), ["note"])])
DROPPING = {
    "a pipeline": make_pipeline(COLUMNS, LogisticRegression()),
    "a search": GridSearchCV(make_pipeline(COLUMNS, LogisticRegression()), {}, cv=2),
    "a vote": VotingClassifier([("a", make_pipeline(COLUMNS, LogisticRegression()))]),
}


@pytest.mark.parametrize("name", DROPPING)
def test_columns_that_are_not_read_need_not_be_sent(pack, load_generated, name):
    model = DROPPING[name].fit(FRAME, LABELS)
    record = {"size": 2, "note": "b"}
    assert (
        load_generated(model).predict({"inputs": [record]})["predictions"].tolist()
        == model.predict(FRAME[1:2]).tolist()
    )
    _, packed = pack(model)
    assert [each["name"] for each in packed.config["signature"]["inputs"]] == ["size", "note"]
    with pytest.raises(HTTPError, match="size missing"):
        load_generated(model).predict({"inputs": [{"note": "b"}]})


def test_columns_that_another_member_reads_are_needed(load_generated):
    other = ColumnTransformer([("o", "passthrough", ["open"])])
    model = VotingClassifier([("a", DROPPING["a pipeline"]), ("b", make_pipeline(other, LogisticRegression()))])
    generated = load_generated(model.fit(FRAME, LABELS), FRAME[:2])
    with pytest.raises(HTTPError, match=r"inputs\[0\]: open missing"):
        generated.predict({"inputs": [{"size": 2, "note": "b"}]})


class Guard(ClassifierMixin, BaseEstimator):
    """Looks at a column that the estimator inside it drops."""

    def fit(self, X, y):
        self.estimator_ = DROPPING["a pipeline"].fit(X, y)
        self.feature_names_in_, self.classes_ = self.estimator_.feature_names_in_, self.estimator_.classes_
        return self

    def predict(self, X):
        return np.where(X["open"], self.estimator_.predict(X), 0)


def test_what_a_class_of_one_s_own_may_read_is_needed(load_generated):
    with pytest.raises(HTTPError, match=r"inputs\[0\]: open, when, town missing"):
        load_generated(Guard().fit(FRAME, LABELS), FRAME[:2]).predict({"inputs": [{"size": 2, "note": "b"}]})
