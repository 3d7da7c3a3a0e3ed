"""Tables with names of every kind, pictures, and what is neither, given as examples: what is asked of them."""

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

import truss
from truss import TrussError

_ROWS = 24
_VALUES = np.random.default_rng(0).normal(size=(_ROWS, 2))
_CLASSES = (_VALUES[:, 0] > 0).astype(int)


def _packed(model, examples, folder):
    tr = truss.mk_truss(model, folder / "model", examples=examples, verify=False)
    request = tr.examples()[0].input
    return tr, request


@pytest.mark.parametrize(
    "names",
    [
        pd.RangeIndex(2),
        pd.MultiIndex.from_tuples([("size", "width"), ("size", "height")]),
        pd.to_datetime(["2020-01-01", "2021-01-01"]),
        pd.Index([3, 2.5]),
    ],
    ids=["numbered", "several levels", "dates", "floats"],
)
def test_a_table_whose_names_are_no_texts_goes_by_position(names, tmp_path):
    table = pd.DataFrame(_VALUES, columns=names)
    model = LogisticRegression().fit(table, _CLASSES)
    tr, request = _packed(model, table[:3], tmp_path)
    assert request == {"inputs": _VALUES[:3].tolist()}
    for asked in (request, table[:3], {"inputs": table[:3]}, table.iloc[0]):
        rows = 1 if asked is not request and getattr(asked, "ndim", 2) == 1 else 3
        assert tr.predict(asked)["predictions"] == model.predict(table[:rows]).tolist()


def test_columns_that_are_chosen_by_their_numbers(tmp_path):
    table = pd.DataFrame(_VALUES)
    chosen = make_column_transformer((StandardScaler(), [1]), remainder="passthrough")
    model = make_pipeline(chosen, LogisticRegression()).fit(table, _CLASSES)
    tr, request = _packed(model, table[:3], tmp_path)
    assert tr.predict(request)["probabilities"] == pytest.approx(model.predict_proba(table[:3]))


def test_a_model_of_an_array_takes_a_table_with_one_name_twice(tmp_path):
    model = LogisticRegression().fit(_VALUES, _CLASSES)
    _, request = _packed(model, pd.DataFrame(_VALUES[:3], columns=["a", "a"]), tmp_path)
    assert request == {"inputs": _VALUES[:3].tolist()}


def test_pictures_for_a_step_that_flattens_them(tmp_path):
    pictures = np.random.default_rng(1).normal(size=(_ROWS, 4, 4))
    flat = FunctionTransformer(
        np.reshape, kw_args={"newshape": (-1, 16)} if np.__version__ < "2" else {"shape": (-1, 16)}
    )
    model = make_pipeline(flat, LogisticRegression()).fit(pictures, _CLASSES)
    tr, request = _packed(model, pictures[:3], tmp_path)
    assert tr.predict(request)["predictions"] == model.predict(pictures[:3]).tolist()
    assert tr.predict(pictures[:3]) == tr.predict(request)


def test_values_that_json_has_no_word_for_are_named(tmp_path):
    real = FunctionTransformer(np.real)
    model = make_pipeline(real, LogisticRegression()).fit(_VALUES + 1j, _CLASSES)
    with pytest.raises(TrussError, match=r"The examples cannot be sent as JSON at inputs\[0\]\[0\].*complex"):
        truss.mk_truss(model, tmp_path / "model", examples=_VALUES[:3] + 1j)
