"""Tables of polars and Arrow, given as examples and asked, for a model that was fitted on one of pandas."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

import truss

_ROWS = 24
_VALUES = np.random.default_rng(0).normal(size=_ROWS)
_CLASSES = (_VALUES > 0).astype(int)


def _packed(model, examples, folder):
    tr = truss.mk_truss(model, folder / "model", examples=examples, verify=False)
    return tr, tr.examples()[0].input


def _named():
    return {"width": _VALUES, "town": np.array(["Oslo", "Rome"] * (_ROWS // 2), dtype=object)}


def _model_of_names(table):
    columns = make_column_transformer((OneHotEncoder(), ["town"]), remainder="passthrough")
    return make_pipeline(columns, LogisticRegression()).fit(table, _CLASSES)


def test_a_table_of_polars(tmp_path):
    table = pl.DataFrame({name: list(values) for name, values in _named().items()})
    model = _model_of_names(pd.DataFrame(_named()))
    tr, request = _packed(model, table[:3], tmp_path)
    assert request["inputs"][0] == {"width": _VALUES[0], "town": "Oslo"}
    assert tr.predict(table[:3]) == tr.predict(request)
    assert tr.predict(request)["predictions"] == model.predict(pd.DataFrame(_named())[:3]).tolist()


def test_a_table_of_arrow(tmp_path):
    table = pa.table({name: list(values) for name, values in _named().items()})
    tr, request = _packed(_model_of_names(pd.DataFrame(_named())), table.slice(0, 3), tmp_path)
    assert request["inputs"][1] == {"width": _VALUES[1], "town": "Rome"}
    assert tr.predict(table.slice(0, 3)) == tr.predict(request)


def test_what_columns_of_arrow_lie_in_is_required(tmp_path):
    table = pd.DataFrame(_named()).convert_dtypes(dtype_backend="pyarrow")
    tr, _ = _packed(_model_of_names(table), table[:3], tmp_path)
    assert any(line.startswith("pyarrow==") for line in tr.spec.requirements)
