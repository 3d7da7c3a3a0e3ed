"""What mk_truss records of what training has shown: ranges and categories, of the object and of the rows given."""

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer, MinMaxScaler, OneHotEncoder

from truss.frameworks.sklearn.description import describe

FRAME = pd.DataFrame({"age": np.linspace(18, 80, 60), "city": ["a", "b", "c"] * 20, "used": [True, False] * 30})
LABELS = ["no", "yes"] * 30


def inputs_of(model, rows=None):
    return {tensor.name: tensor.to_json() for tensor in describe(model, rows).inputs}


def test_a_pipeline_knows_categories_and_what_it_scales():
    columns = make_column_transformer((OneHotEncoder(), ["city", "used"]), (MinMaxScaler(), ["age"]))
    inputs = inputs_of(make_pipeline(columns, LogisticRegression()).fit(FRAME, LABELS))
    assert (inputs["age"]["minimum"], inputs["age"]["maximum"]) == (18, 80)
    assert inputs["city"]["categories"] == ["a", "b", "c"]
    assert "minimum" not in inputs["city"]


def test_bins_have_edges():
    inputs = inputs_of(KBinsDiscretizer(3, strategy="uniform").fit(FRAME[["age"]]))
    assert inputs["age"]["maximum"] == pytest.approx(80)


def test_the_training_frame_shows_ranges_and_a_few_rows_do_not():
    model = LinearRegression().fit(FRAME[["age"]], range(60))
    assert inputs_of(model, FRAME[["age"]])["age"]["minimum"] == 18
    assert "minimum" not in inputs_of(model, FRAME[["age"]][:3])["age"]
    assert "minimum" not in inputs_of(model)["age"]


def test_rows_without_names_have_columns():
    rows = np.array([[index, index * 2.0] for index in range(30)])
    inputs = inputs_of(LinearRegression().fit(rows, range(30)), rows)
    assert inputs["inputs"]["columns"] == [{"minimum": 0, "maximum": 29}, {"minimum": 0, "maximum": 58}]


def test_what_is_missing_is_no_range():
    frame = FRAME[["age"]].copy()
    model = LinearRegression().fit(frame, range(60))
    frame.iloc[0, 0] = np.nan
    frame.iloc[1, 0] = np.inf
    assert inputs_of(model, frame)["age"]["minimum"] == pytest.approx(FRAME["age"][2])
