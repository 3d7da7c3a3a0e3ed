"""A missing value in a column of true and false; models that were made for a GPU, on a machine without one."""

import catboost
import lightgbm
import numpy as np
import pandas as pd
import pytest
import xgboost

_RANDOM = np.random.default_rng(0)
ROWS = pd.DataFrame({"width": _RANDOM.random(60), "is_new": _RANDOM.random(60) > 0.5})
CLASSES = (ROWS["width"] > 0.5 * ROWS["is_new"]).astype(int).to_numpy()
QUIET = {"iterations": 5, "verbose": 0, "allow_writing_files": False}
MODELS = {
    "XGBoost": lambda: xgboost.XGBClassifier(n_estimators=5),
    "LightGBM": lambda: lightgbm.LGBMClassifier(n_estimators=5, verbose=-1),
    "CatBoost": lambda: catboost.CatBoostClassifier(**QUIET),
}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("has_examples", [False, True])
def test_null_is_what_nan_is_to_the_live_model(load_generated, name, has_examples):
    model = MODELS[name]().fit(ROWS, CLASSES)
    asked = ROWS[:3].astype({"is_new": "float64"})
    asked.loc[1, "is_new"] = np.nan
    requests = ROWS[:3].to_dict(orient="records")
    requests[1]["is_new"] = None
    answer = load_generated(model, ROWS[:3] if has_examples else None).predict({"inputs": requests})
    assert np.allclose(answer["probabilities"], model.predict_proba(asked))


def of_xgboost():
    model = xgboost.XGBClassifier(n_estimators=5).fit(ROWS, CLASSES)
    return model.set_params(device="cuda")


def of_xgboost_s_own():
    model = xgboost.train({"objective": "binary:logistic"}, xgboost.DMatrix(ROWS, CLASSES), 5)
    model.set_param({"device": "cuda"})
    return model


def of_lightgbm():
    return lightgbm.LGBMClassifier(n_estimators=5, verbose=-1).fit(ROWS, CLASSES).set_params(device_type="gpu")


def of_lightgbm_s_own():
    made = lightgbm.train({"objective": "binary", "verbose": -1}, lightgbm.Dataset(ROWS, CLASSES), 5)
    text = made.model_to_string()
    assert "[device_type: cpu]" in text
    return lightgbm.Booster(model_str=text.replace("[device_type: cpu]", "[device_type: cuda]"))


@pytest.mark.parametrize("make", [of_xgboost, of_xgboost_s_own, of_lightgbm, of_lightgbm_s_own])
def test_a_model_that_was_made_for_a_gpu_answers_without_one(load_generated, make):
    model = make()
    takes = xgboost.DMatrix(ROWS[:3]) if isinstance(model, xgboost.Booster) else ROWS[:3]
    answer = load_generated(model).predict({"inputs": ROWS[:3].to_dict(orient="records")})
    assert np.allclose(answer["predictions"], model.predict(takes))
