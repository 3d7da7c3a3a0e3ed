"""Columns of what JSON does not know: durations, periods, intervals, and categories of these."""

import json

import numpy as np
import pandas as pd
import pytest
from lightgbm import LGBMClassifier
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from client.watcher import Watcher, fitted_on
from truss import HTTPError
from truss_worker.values.json_encode import encode_json

NUMBERS = pd.Series([1.0, 2.0, 3.0, 4.0, 5.0, 6.0] * 10)
LABELS = [0, 1] * 30

KINDS = {
    "durations": pd.Series(pd.to_timedelta([1, 36], unit="h")),
    "periods of months": pd.Series(pd.period_range("2020-11", periods=2, freq="M")),
    "periods of quarters": pd.Series(pd.period_range("2020Q4", periods=2, freq="Q")),
    "intervals of numbers": pd.Series(pd.arrays.IntervalArray.from_tuples([(0, 2), (2, 4)])),
    "intervals that are closed": pd.Series(pd.arrays.IntervalArray.from_tuples([(0.1 + 0.2, 2), (2, 4)], "both")),
    "intervals of dates": pd.Series(pd.cut(pd.Series(pd.date_range("2020", periods=2)), 2).array.categories),
    "cuts": pd.cut(pd.Series([1, 3]), [0, 2, 4]),
    "quantiles": pd.qcut(pd.Series([0.1, 0.7, 0.9]), 3),
    "categories of dates": pd.Series(pd.to_datetime(["2020-01-01", "2021-01-01"])).astype("category"),
    "categories of durations": pd.Series(pd.to_timedelta(["1h", "2h"])).astype("category"),
    "categories of periods": pd.Series(pd.period_range("2020", periods=2, freq="D")).astype("category"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_example_becomes_in_a_request_is_read_as_it_was(load_generated, kind):
    frame = KINDS[kind].to_frame("x")
    model = load_generated(fitted_on(frame), frame[:2])
    model.predict({"inputs": json.loads(encode_json(frame))})
    pd.testing.assert_frame_equal(Watcher.seen, frame)
    model.predict({"inputs": [{"x": None}]})
    assert Watcher.seen["x"].isna().all()
    assert str(Watcher.seen["x"].dtype) == str(frame["x"].dtype).replace("[int64", "[float64")


def refusal_of(see, value):
    with pytest.raises(HTTPError) as caught:
        see(value)
    assert caught.value.status_code == 400
    return caught.value.detail


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        ("durations", "a text such as 1 days 02:30:00 or PT2H30M is needed"),
        ("periods of months", "a period such as 2020-12 is needed"),
        ("intervals of numbers", "an interval such as (0.5, 1.0] is needed"),
        ("cuts", "a value like its categories is needed"),
    ],
)
def test_what_is_no_such_value_is_told(asked, kind, needed):
    see = asked(KINDS[kind])
    for other in ("soon", [], {}, "", "(0, x]", "(0", *([5400, 5.5, True] if kind == "durations" else [])):
        assert f"inputs[0]: column 'x': {needed}, found {other!r}" in refusal_of(see, other)


def test_durations_in_every_form(asked):
    see = asked(KINDS["durations"])
    assert see("1h 30min", "01:30:00", "PT1H30M", "0 days 01:30:00").tolist() == [pd.Timedelta(hours=1.5)] * 4


def test_a_step_that_learned_intervals_gets_intervals(load_generated):
    frame = pd.DataFrame({"size": pd.cut(NUMBERS, [0, 2, 4, 6])})
    encoder = ColumnTransformer([("s", OneHotEncoder(handle_unknown="ignore"), ["size"])])
    model = make_pipeline(encoder, LogisticRegression()).fit(frame, NUMBERS > 2)
    for rows in (None, frame[:2]):
        answer = load_generated(model, rows).predict({"inputs": [{"size": "(0, 2]"}, {"size": "(4, 6]"}]})
        assert np.allclose(answer["probabilities"], model.predict_proba(frame.iloc[[0, 5]]))


def test_a_step_that_learned_dates_gets_dates(load_generated):
    frame = pd.DataFrame({"day": pd.to_datetime(["2020-01-01", "2021-01-01"] * 30)})
    encoder = ColumnTransformer([("d", OneHotEncoder(handle_unknown="ignore"), ["day"])])
    model = make_pipeline(encoder, LogisticRegression()).fit(frame, LABELS)
    for rows in (None, frame[:2]):
        answer = load_generated(model, rows).predict({"inputs": [{"day": "2021-01-01"}]})
        assert np.allclose(answer["probabilities"], model.predict_proba(frame.iloc[[1]]))


BOOSTERS = [
    LGBMClassifier(n_estimators=2, min_child_samples=1, verbose=-1),
    HistGradientBoostingClassifier(max_iter=2, min_samples_leaf=1, categorical_features="from_dtype"),
]


@pytest.mark.parametrize("booster", BOOSTERS, ids=["of LightGBM", "of scikit-learn"])
def test_a_booster_knows_its_categories(pack, load_generated, booster):
    frame = pd.DataFrame({"size": NUMBERS, "town": pd.Categorical(["Oslo", "Rome", "Lima"] * 20), "age": 1})
    frame["floor"] = pd.Categorical([1, 2] * 30)
    model = booster.fit(frame, LABELS)
    _, packed = pack(make_pipeline("passthrough", model))
    assert packed.tried.problem == ""
    assert [each["datatype"] for each in packed.config["signature"]["inputs"]] == ["FP64", "BYTES", "FP64", "FP64"]
    records = [{"size": 2, "town": "Rome", "age": 1, "floor": 2}, {"size": 3, "town": "Lima", "age": 1, "floor": 1}]
    answer = load_generated(model).predict({"inputs": records})
    assert np.allclose(answer["probabilities"], model.predict_proba(frame[1:3]))
