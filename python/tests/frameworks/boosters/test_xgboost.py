"""XGBoost keeps the promises of a framework."""

import numpy as np
import pandas as pd
import pytest
import xgboost
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from xgboost import XGBClassifier, XGBRanker, XGBRegressor, XGBRFClassifier

from client.framework_conformance import FrameworkConformance, Sample
from frameworks.boosters.data import HOLES, IS_FIRST, OPTIONS, ROWS, TABLE, TABLE_ROWS, X, Y, records
from frameworks.served import assert_answers_everywhere
from truss.errors import TrussError
from truss.frameworks.known import FRAMEWORKS, framework_of

FEW = OPTIONS["xgboost"]


def estimator(model, rows=ROWS, inputs=None):
    def answer():
        found = {"predictions": model.predict(rows)}
        return {**found, "probabilities": model.predict_proba(rows)} if hasattr(model, "predict_proba") else found

    return Sample(model, rows.tolist() if inputs is None else inputs, rows, answer)


def booster(parameters, matrix, rows=ROWS, inputs=None, **of_rows):
    model = xgboost.train({"max_depth": 3, **parameters}, matrix, 3)
    asked = xgboost.DMatrix(rows, **of_rows)
    return Sample(
        model, rows.tolist() if inputs is None else inputs, rows, lambda: {"predictions": model.predict(asked)}
    )


def of_codes():
    codes = np.column_stack([X[:, 0], np.arange(150) % 3])
    options = {"feature_types": ["float", "c"], "enable_categorical": True}
    return booster({}, xgboost.DMatrix(codes, Y, **options), codes[::40], **options)


def of_a_table():
    matrix = xgboost.DMatrix(TABLE, Y, enable_categorical=True)
    softprob = {"objective": "multi:softprob", "num_class": 3}
    return booster(softprob, matrix, TABLE_ROWS, records(TABLE_ROWS), enable_categorical=True)


def stopped_early():
    model = XGBRegressor(n_estimators=40, early_stopping_rounds=1, learning_rate=1.0)
    model.fit(X[::2], Y[::2], eval_set=[(X[1::2], Y[1::2])], verbose=False)
    assert model.best_iteration < 38
    return estimator(model)


SAMPLES = {
    "a classifier": lambda: estimator(XGBClassifier(**FEW).fit(X, Y)),
    "of two classes": lambda: estimator(XGBClassifier(**FEW).fit(X, IS_FIRST)),
    "of several labels": lambda: estimator(XGBClassifier(**FEW).fit(X, np.column_stack([Y > 0, Y > 1]))),
    "softmax": lambda: estimator(XGBClassifier(objective="multi:softmax", **FEW).fit(X, Y)),
    "a regressor": lambda: estimator(XGBRegressor(**FEW).fit(X, Y)),
    "stopped early": stopped_early,
    "missing values": lambda: estimator(
        XGBRegressor(**FEW).fit(HOLES, Y),
        HOLES[:4],
        [[None if value != value else value for value in row] for row in HOLES[:4].tolist()],
    ),
    "another missing value": lambda: estimator(XGBRegressor(missing=0.2, **FEW).fit(X, Y)),
    "a linear booster": lambda: estimator(XGBRegressor(booster="gblinear", n_estimators=3).fit(X, Y)),
    "dart": lambda: estimator(XGBRegressor(booster="dart", rate_drop=0.5, **FEW).fit(X, Y)),
    "a random forest": lambda: estimator(XGBRFClassifier(n_estimators=3).fit(X, Y)),
    "a ranker": lambda: estimator(XGBRanker(**FEW).fit(X, Y, qid=np.arange(150) // 10)),
    "an objective of one's own": lambda: estimator(
        XGBRegressor(objective=lambda true, found: (found - true, np.ones_like(found)), **FEW).fit(X, Y)
    ),
    "a table": lambda: estimator(
        XGBClassifier(enable_categorical=True, **FEW).fit(TABLE, Y), TABLE_ROWS, records(TABLE_ROWS)
    ),
    "a booster": lambda: booster({"objective": "binary:logistic"}, xgboost.DMatrix(X, IS_FIRST)),
    "a booster of a table": of_a_table,
    "a booster of numbers of categories": of_codes,
}


class TestXGBoost(FrameworkConformance):
    known = next(each for each in FRAMEWORKS if each.name == "xgboost")
    samples = SAMPLES
    refused = {"not fitted": XGBClassifier, "not trained": xgboost.Booster}
    others = [lambda: LinearRegression().fit(X, Y)]


@pytest.mark.parametrize("name", ["a table", "a booster of a table"])
def test_all_protocols_answer_as_the_live_object(tmp_path, name):
    sample = SAMPLES[name]()
    handle = assert_answers_everywhere(sample.model, tmp_path / "model", TABLE_ROWS, sample.ask())
    assert (tmp_path / "model" / "data" / "model" / "model.ubj").exists()
    assert [line for line in handle.config["requirements"] if line.startswith("joblib")] == []


class MyClassifier(XGBClassifier):
    """Has code of its own."""


def test_a_class_of_one_s_own_is_pickled():
    assert framework_of(MyClassifier(**FEW).fit(X, Y)).name == "sklearn"
    assert framework_of(XGBClassifier(**FEW).fit(X, Y)).name == "xgboost"


def test_categories_that_nobody_knows_are_asked_for(monkeypatch, pack):
    model = XGBClassifier(enable_categorical=True, **FEW).fit(TABLE, Y)
    monkeypatch.delattr(xgboost.Booster, "get_categories")  # as before XGBoost 3.1
    with pytest.raises(TrussError, match="does not say which categories soil, bed can have") as caught:
        pack(model)
    assert "examples=X[:3]" in caught.value.hint
    assert pack(model, TABLE_ROWS)


SOILS = TABLE[["soil"]]
STRANGE = pd.DataFrame({"soil": pd.Categorical(["clay", "sand"], ["sand", "an old one", "moss", "zinc", "clay"])})
FEWER = SOILS[:2].assign(soil=SOILS["soil"][:2].cat.remove_unused_categories())


@pytest.mark.parametrize("made_of", ["the estimator", "a pipeline", "the booster"])
@pytest.mark.parametrize("rows", [None, SOILS[:3], STRANGE], ids=["", "examples", "examples with others"])
@pytest.mark.parametrize("never_seen", ["moss", "an old one", "zinc"])
def test_a_category_that_was_never_seen_is_not_taken_for_another_one(load_generated, made_of, rows, never_seen):
    # Alive, moss is answered as sand is, since that comes next; zinc, after which nothing comes, is an error.
    model = XGBClassifier(enable_categorical=True, **FEW).fit(SOILS, SOILS["soil"].cat.codes)
    found = {"the estimator": model, "a pipeline": make_pipeline(model), "the booster": model.get_booster()}[made_of]
    loaded = load_generated(found, rows)
    with pytest.raises(Exception, match=f"one of .*sand.* is needed, found '{never_seen}'") as caught:
        loaded.predict({"inputs": [{"soil": "clay"}, {"soil": never_seen}]})
    assert caught.value.args[1].startswith("inputs[1]: column 'soil'")


@pytest.mark.parametrize("rows", [FEWER, STRANGE], ids=["fewer", "others"])
def test_examples_that_have_not_all_categories_take_none_away(load_generated, rows):
    model = XGBClassifier(enable_categorical=True, **FEW).fit(SOILS, SOILS["soil"].cat.codes)
    answer = load_generated(model, rows).predict({"inputs": records(SOILS[:9])})
    assert answer["predictions"].tolist() == model.predict(SOILS[:9]).tolist()


def test_a_caller_is_told_what_does_not_fit_and_nothing_of_the_server(load_generated):
    loaded = load_generated(XGBRegressor(**FEW).fit(X, Y))
    reason_of = type(loaded).predict.__globals__["reason_of"]
    complaint = "[01:02:03] /src/data.cc:12: Found `moss`\nStack trace:\n  [bt] (0) /me/lib.so"
    assert reason_of(ValueError(complaint)) == "Found `moss`"
    assert reason_of(ValueError("two words")) == "two words"
