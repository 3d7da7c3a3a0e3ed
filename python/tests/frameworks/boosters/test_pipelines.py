"""The wrappers of XGBoost, LightGBM and CatBoost as steps of scikit-learn's pipelines."""

import pytest
from catboost import CatBoostClassifier
from lightgbm import LGBMClassifier
from sklearn.datasets import load_iris
from sklearn.ensemble import VotingClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from xgboost import XGBClassifier

from client.conftest import answer_afresh, outcomes_afresh
from corpus.answers import assert_same
from frameworks.served import assert_answers_everywhere
from truss._packing.pack import pack
from truss.frameworks.known import framework_of

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


AROUND = {
    "a pipeline": make_pipeline,
    "a search": lambda model: GridSearchCV(model, {}, cv=2),
    "a vote": lambda model: VotingClassifier([("only", model)], voting="soft"),
}


@pytest.mark.parametrize("library", STEPS)
@pytest.mark.parametrize("name", AROUND)
def test_what_asks_a_booster_alone_for_its_columns_answers_when_it_was_loaded(tmp_path, name, library):
    """A CatBoost that was pickled says that it has none."""
    model = AROUND[name](STEPS[library]).fit(X, Y)
    pack(framework_of(model), model, tmp_path, None)
    [answer] = answer_afresh([(tmp_path, {"inputs": ROWS.tolist()})], cwd=tmp_path)
    assert_same(answer["probabilities"], model.predict_proba(ROWS).tolist(), name)
    (outcome,) = outcomes_afresh([(tmp_path, {"inputs": [[1, 2, 3]]})], cwd=tmp_path)
    assert "a list of rows of 4 values is needed" in outcome["traceback"]
