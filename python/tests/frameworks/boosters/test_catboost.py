"""CatBoost keeps the promises of a framework."""

import numpy as np
import pytest
from catboost import CatBoost, CatBoostClassifier, CatBoostRanker, CatBoostRegressor, Pool
from sklearn.linear_model import LinearRegression

from client.framework_conformance import FrameworkConformance, Sample
from frameworks.boosters.data import HOLES, IS_FIRST, NAMES, OPTIONS, ROWS, TABLE, X, Y, records
from frameworks.served import assert_answers_everywhere
from truss import HTTPError
from truss.frameworks.known import FRAMEWORKS, framework_of

FEW = OPTIONS["catboost"]
PLANTS = TABLE.assign(soil=TABLE["soil"].astype(str), bed=np.arange(150) % 4, note=["dry and warm", "wet", "dry"] * 50)
PLANT_ROWS = PLANTS[::40]


def model(made, rows=ROWS, inputs=None):
    def answer():
        found = {"predictions": made.predict(rows)}
        return {**found, "probabilities": made.predict_proba(rows)} if hasattr(made, "predict_proba") else found

    return Sample(made, rows.tolist() if inputs is None else inputs, rows, answer)


def of_plants():
    made = CatBoostClassifier(cat_features=["soil", "bed"], text_features=["note"], **FEW).fit(PLANTS, NAMES)
    return model(made, PLANT_ROWS, records(PLANT_ROWS))


def of_mixed_rows():
    rows = np.array([[float(width), soil] for width, soil in zip(X[:, 1], TABLE["soil"])], dtype=object)
    return model(CatBoostRegressor(cat_features=[1], **FEW).fit(rows, Y), rows[::40])


SAMPLES = {
    "a classifier": lambda: model(CatBoostClassifier(**FEW).fit(X, Y)),
    "labels that are texts": lambda: model(CatBoostClassifier(**FEW).fit(X, NAMES)),
    "of two classes": lambda: model(CatBoostClassifier(**FEW).fit(X, np.array(["no", "yes"])[IS_FIRST])),
    "of several labels": lambda: model(
        CatBoostClassifier(loss_function="MultiLogloss", **FEW).fit(X, np.column_stack([Y > 0, Y > 1]).astype(int))
    ),
    "a regressor": lambda: model(CatBoostRegressor(**FEW).fit(X, Y)),
    "a count": lambda: model(CatBoostRegressor(loss_function="Poisson", **FEW).fit(X, Y)),
    "an uncertainty": lambda: model(CatBoostRegressor(loss_function="RMSEWithUncertainty", **FEW).fit(X, Y)),
    "missing values": lambda: model(CatBoostRegressor(**FEW).fit(HOLES, Y)),
    "a ranker": lambda: model(CatBoostRanker(bootstrap_type="No", **FEW).fit(X, Y, group_id=np.arange(150) // 10)),
    "a native model": lambda: model(CatBoost({"loss_function": "MultiClass", **FEW}).fit(Pool(X, NAMES))),
    "a table with texts": of_plants,
    "rows of numbers and texts": of_mixed_rows,
}


class TestCatBoost(FrameworkConformance):
    known = next(each for each in FRAMEWORKS if each.name == "catboost")
    samples = SAMPLES
    refused = {"not fitted": CatBoostClassifier}
    others = [lambda: LinearRegression().fit(X, Y)]


def test_all_protocols_answer_as_the_live_object(tmp_path):
    sample = of_plants()
    assert_answers_everywhere(sample.model, tmp_path / "model", PLANT_ROWS, sample.ask())
    assert (tmp_path / "model" / "data" / "model" / "model.cbm").exists()


class MyClassifier(CatBoostClassifier):
    """Has code of its own."""


def test_a_class_of_one_s_own_is_not_taken_for_catboost_s():
    framework = framework_of(CatBoostClassifier(**FEW).fit(X, Y))
    assert framework.name == "catboost"
    assert not framework.recognises(MyClassifier(**FEW).fit(X, Y))


def test_a_category_is_a_text_or_a_whole_number(load_generated):
    loaded = load_generated(of_plants().model)
    [record] = records(PLANTS[:1])
    expected = loaded.predict({"inputs": [record]})["predictions"]
    assert (loaded.predict({"inputs": [{**record, "bed": float(record["bed"])}]})["predictions"] == expected).all()
    assert (loaded.predict({"inputs": [{**record, "bed": str(record["bed"])}]})["predictions"] == expected).all()
    with pytest.raises(HTTPError, match=r"'bed': a text or a whole number is needed, found 1\.5") as caught:
        loaded.predict({"inputs": [{**record, "bed": 1.5}]})
    assert caught.value.status_code == 400
    with pytest.raises(HTTPError) as caught:
        loaded.predict({"inputs": [{**record, "soil": None}]})
    assert caught.value.status_code == 400
