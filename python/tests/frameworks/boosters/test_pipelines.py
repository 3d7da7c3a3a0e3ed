"""The wrappers of XGBoost, LightGBM and CatBoost as steps of scikit-learn's pipelines."""

import pytest
from catboost import CatBoostClassifier
from lightgbm import LGBMClassifier
from sklearn.datasets import load_iris
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from xgboost import XGBClassifier

from frameworks.served import assert_answers_everywhere

X, Y = load_iris(return_X_y=True)
ROWS = X[::40]
STEPS = {
    "XGBoost": XGBClassifier(n_estimators=3),
    "LightGBM": LGBMClassifier(n_estimators=3, verbose=-1),
    "CatBoost": CatBoostClassifier(iterations=3, verbose=False, allow_writing_files=False),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_pipeline_answers_as_the_live_object(tmp_path, name):
    model = make_pipeline(StandardScaler(), STEPS[name]).fit(X, Y)
    answers = {"predictions": model.predict(ROWS), "probabilities": model.predict_proba(ROWS)}
    assert_answers_everywhere(model, tmp_path / "model", ROWS, answers)
