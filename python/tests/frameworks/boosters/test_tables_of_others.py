"""Tables of polars and Arrow: given as examples and asked, for a model that was fitted on one of pandas; answered."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

import truss
from truss.frameworks.tensors import tensors_of
from truss_worker.v2.answer.outputs import name_outputs, to_tensor
from truss_worker.values.json_encode import to_plain

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


ANSWERS = {
    "polars": pl.DataFrame({"town": ["Oslo", "Rome"], "count": [1, None], "day": [date(2020, 1, 2)] * 2}),
    "arrow": pa.table({"town": ["Oslo", "Rome"], "count": [1, None], "day": [date(2020, 1, 2)] * 2}),
}


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("is_under_a_key", [False, True])
def test_a_table_answered_is_a_tensor_for_each_column(name, is_under_a_key):
    answer = {"table": ANSWERS[name], "more": [1]} if is_under_a_key else ANSWERS[name]
    if is_under_a_key:
        # Of columns with None, or of dates, no datatype is told.
        assert [(each.name, each.datatype) for each in tensors_of(answer)] == [("town", "BYTES"), ("more", "INT64")]
    outputs = name_outputs(answer, SimpleNamespace(outputs={}))
    tensors = {each: to_tensor(each, value, None) for each, value in outputs.items() if each != "day"}
    assert tensors["town"].elements == [b"Oslo", b"Rome"]
    assert np.frombuffer(tensors["count"].elements).tolist()[0] == 1.0
    assert np.isnan(np.frombuffer(tensors["count"].elements)[1])
    assert outputs["day"] == [date(2020, 1, 2)] * 2
    assert to_plain(ANSWERS[name])[1] == {"town": "Rome", "count": None, "day": "2020-01-02"}
