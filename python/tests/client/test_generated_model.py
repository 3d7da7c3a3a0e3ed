"""The generated model.py as callers meet it: what it says of bad input, and what examples make of it."""

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, LabelEncoder, OneHotEncoder

from truss import HTTPError

X, Y = load_iris(return_X_y=True)
SHOPS = pd.DataFrame({"size": [1.0, 2.0, 3.0, 4.0], "town": ["a", "b", "a", "b"]})


def rows_model():
    return LogisticRegression(max_iter=500).fit(X, Y)


def values_model():
    return LabelEncoder().fit(["a", "b"])


def text_model():
    return make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(["good", "bad"], [1, 0])


def records_model():
    columns = ColumnTransformer([("size", SimpleImputer(), ["size"]), ("town", OneHotEncoder(), ["town"])])
    return make_pipeline(columns, LogisticRegression()).fit(SHOPS, [0, 1, 0, 1])


BAD_ROWS = {
    "no inputs": ({}, 'The request needs "inputs", a list of rows'),
    "no object": ([1], 'The request needs "inputs", a list of rows'),
    "null": ({"inputs": None}, "a list of rows is needed, found NoneType"),
    "a single row": ({"inputs": [1, 2, 3, 4]}, "a list of rows of 4 values is needed, found a list of shape [4]"),
    "too short": ({"inputs": [[1, 2, 3]]}, "a list of rows of 4 values is needed, found rows of 3"),
    "ragged": ({"inputs": [[1, 2, 3, 4], [1]]}, "the rows are not all of the same length"),
    "a text": ({"inputs": [[1, 2, 3, "x"]]}, "inputs[0]: column 3: a number is needed, found 'x'"),
    "missing": ({"inputs": [[1, 2, 3, None]]}, "Input X contains NaN"),
    "an object": ({"inputs": [[1, 2, 3, {}]]}, "inputs[0]: column 3: a number is needed, found {}"),
}
BAD_VALUES = {
    "no inputs": ({}, 'The request needs "inputs", a list of values'),
    "a text": ({"inputs": "a"}, "a list of values is needed, found str"),
    "an unknown label": ({"inputs": ["c"]}, "previously unseen labels"),
}
BAD_TEXTS = {
    "no inputs": ({}, 'The request needs "inputs", a list of texts'),
    "a text": ({"inputs": "good"}, "a list of texts is needed, found str"),
    "a number": ({"inputs": ["good", 3]}, "inputs[1]: a text is needed, found int"),
}
BAD_RECORDS = {
    "no object": ([1], 'The request needs "inputs", a list of records'),
    "null": ({"inputs": None}, "a list of records is needed, found NoneType"),
    "a wrong name": ({"inputs": [{"size": 1, "twon": "a"}]}, "inputs[0]: town missing; the columns are size, town"),
    "a short row": ({"inputs": [[1]]}, "the columns are size, town"),
    "a text for a number": (
        {"inputs": [{"size": "x", "town": "a"}]},
        "inputs[0]: column 'size': a number is needed, found 'x'",
    ),
    "a number for a text": ({"inputs": [{"size": 1, "town": 2}]}, "column 'town': a text is needed, found 2"),
    "an unknown category": ({"inputs": [{"size": 1, "town": "z"}]}, "Found unknown categories"),
    "nothing at all": ({}, "inputs: size, town missing"),
}


@pytest.mark.parametrize(
    ("make", "cases"),
    [(rows_model, BAD_ROWS), (values_model, BAD_VALUES), (text_model, BAD_TEXTS), (records_model, BAD_RECORDS)],
    ids=["rows", "values", "texts", "records"],
)
def test_bad_input_is_the_caller_s_mistake(load_generated, make, cases):
    model = load_generated(make())
    for name, (request, message) in cases.items():
        with pytest.raises(HTTPError) as caught:
            model.predict(request)
        assert caught.value.status_code == 400, name
        assert message in caught.value.detail, name


def test_what_v2_has_not_been_told_is_text(load_generated):
    request = {"inputs": np.array([b"b", b"a"], dtype=object)}
    assert load_generated(values_model()).predict(request)["predictions"].tolist() == [1, 0]
    letters = np.array([["a"], ["b"], ["a"]], dtype=object)
    model = make_pipeline(FunctionTransformer(), OneHotEncoder(), LogisticRegression()).fit(letters, [0, 1, 0])
    answer = load_generated(model).predict({"inputs": letters.astype("S").astype(object)})
    assert np.allclose(answer["probabilities"], model.predict_proba(letters))
    columns = ColumnTransformer([("size", "passthrough", ["size"]), ("town", FunctionTransformer(), ["town"])])
    table = make_pipeline(columns, OneHotEncoder(), LogisticRegression()).fit(SHOPS, [0, 1, 0, 1])
    request = {"size": SHOPS["size"].to_numpy(), "town": SHOPS["town"].to_numpy(dtype="S").astype(object)}
    assert np.allclose(load_generated(table).predict(request)["probabilities"], table.predict_proba(SHOPS))


def test_records_in_every_form(load_generated):
    model = load_generated(records_model())
    expected = model.predict({"inputs": SHOPS.to_dict(orient="records")})["probabilities"]
    forms = {
        "rows in order": {"inputs": SHOPS.to_numpy().tolist()},
        "a list for each column": {"inputs": SHOPS.to_dict(orient="list")},
        "columns as inputs of their own": {name: SHOPS[name].to_numpy() for name in SHOPS},
        "other columns beside": {"inputs": SHOPS.assign(other=1).to_dict(orient="records")},
    }
    for name, request in forms.items():
        assert np.array_equal(model.predict(request)["probabilities"], expected), name


def test_examples_tell_the_types_of_columns(pack, load_generated):
    frame = pd.DataFrame(
        {
            "kind": pd.Categorical(["x", "y", "x", "y"]),
            "when": pd.to_datetime(["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04"]),
            "count": [1, 2, 3, 4],
            "open": [True, False, True, False],
        }
    )
    seen = []

    class Watcher(LogisticRegression):
        def fit(self, X, y):
            self.feature_names_in_ = np.array(X.columns, dtype=object)
            self.n_features_in_ = X.shape[1]
            self.classes_ = np.array([0, 1])
            return self

        def predict(self, X):
            seen.append(X.dtypes)
            return np.zeros(len(X), dtype=int)

        def predict_proba(self, X):
            return np.zeros((len(X), 2))

    _, packed = pack(Watcher().fit(frame, [0, 1, 0, 1]), frame[:2])
    assert list(seen[0]) == list(frame.dtypes)
    assert packed.examples[0].input["inputs"][0] == {
        "kind": "x",
        "when": "2020-01-01T00:00:00",
        "count": 1,
        "open": True,
    }
    assert [each["datatype"] for each in packed.config["signature"]["inputs"]] == ["BYTES", "BYTES", "FP64", "BOOL"]


def test_the_classes_are_in_the_signature(pack):
    named = LogisticRegression().fit([[0], [1]], np.array(["no", "yes"]))
    for model, rows in ((named, None), (named, [[1]])):
        _, packed = pack(model, rows)
        outputs = packed.config["signature"]["outputs"]
        assert [(each["name"], each["classes"]) for each in outputs] == [
            ("predictions", ["no", "yes"]),
            ("probabilities", ["no", "yes"]),
        ]
    _, packed = pack(LabelEncoder().fit(["a", "b"]))
    assert packed.config["signature"]["outputs"] == []


def test_the_code_is_for_people(pack):
    for make in (rows_model, text_model, records_model):
        directory, _ = pack(make())
        source = (Path(directory) / "model" / "model.py").read_text("utf-8")
        assert ast.get_docstring(ast.parse(source)).startswith("Answers requests with the ")
        assert "# def preprocess(self, request):" in source
        assert "$" not in source
        assert max(map(len, source.splitlines())) <= 120


def test_a_value_that_the_model_cannot_do_without_is_named_by_row_and_column(load_generated):
    rows = {"inputs": [[1, 2, 3, 4], [1, 2, None, 4]]}
    records = {"inputs": SHOPS[["size", "town"]][:2].assign(size=[1, None]).astype(object).to_dict("records")}
    table = make_pipeline(
        ColumnTransformer([("size", "passthrough", ["size"]), ("town", OneHotEncoder(), ["town"])]),
        LogisticRegression(),
    ).fit(SHOPS, [0, 1, 0, 1])
    for model, request, place in (
        (rows_model(), rows, "inputs[1]: column 2 is missing: Input X contains NaN"),
        (table, records, "inputs[1]: column 'size' is missing: Input X contains NaN"),
    ):
        with pytest.raises(HTTPError) as caught:
            load_generated(model).predict(request)
        assert caught.value.detail.startswith(place)
