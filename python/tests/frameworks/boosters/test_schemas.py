"""The schemas of boosters: what they know of their columns and classes, and whether requests and answers fit them."""

import numpy as np
import pandas as pd
import pytest
from catboost import CatBoostClassifier, CatBoostRegressor, Pool
from lightgbm import LGBMClassifier, LGBMRanker, LGBMRegressor
from sklearn.multioutput import MultiOutputRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelEncoder, MinMaxScaler
from xgboost import DMatrix, XGBClassifier, XGBRegressor, XGBRFClassifier, train

from client.schema_fit import assert_fits, assert_refused, describe

ROWS = np.random.default_rng(0).normal(size=(60, 3))
CITIES = ["a", "b", "c"] * 20
FRAME = pd.DataFrame({"age": ROWS[:, 0], "city": pd.Categorical(CITIES), "used": [True, False] * 30})
CITY = FRAME[["age", "city"]]
NAMES = np.array(["no", "yes"] * 30)
NUMBERS = np.array([0, 1, 2] * 20)
PROBABILITIES = {"objective": "multi:softprob", "num_class": 3}
QUIET = {"iterations": 3, "verbose": False, "allow_writing_files": False}


def cat(**options):
    return CatBoostClassifier(**QUIET, **options)


MODELS = {
    "xgboost of numbers": lambda: (XGBClassifier(n_estimators=3).fit(ROWS, NUMBERS), None),
    "xgboost of encoded names": lambda: (XGBClassifier(n_estimators=3).fit(ROWS, encoded(NAMES)), ROWS[:3]),
    "xgboost of categories": lambda: (
        XGBRegressor(n_estimators=3, enable_categorical=True).fit(FRAME, ROWS[:, 0]),
        FRAME[:25],
    ),
    "xgboost forest": lambda: (XGBRFClassifier(n_estimators=3).fit(ROWS, NUMBERS), ROWS[:3]),
    "xgboost native": lambda: (train(PROBABILITIES, DMatrix(ROWS, NUMBERS), 3), None),
    "xgboost of two outputs": lambda: (XGBRegressor(n_estimators=3).fit(ROWS, ROWS[:, :2]), ROWS[:3]),
    "xgboost, each output apart": lambda: (
        MultiOutputRegressor(XGBRegressor(n_estimators=3)).fit(ROWS, ROWS[:, :2]),
        ROWS[:3],
    ),
    "lightgbm of names": lambda: (LGBMClassifier(n_estimators=3, verbose=-1).fit(ROWS, NAMES), None),
    "lightgbm of categories": lambda: (LGBMClassifier(n_estimators=3, verbose=-1).fit(FRAME, NAMES), FRAME[:25]),
    "lightgbm regressor": lambda: (LGBMRegressor(n_estimators=3, verbose=-1).fit(ROWS, ROWS[:, 0]), None),
    "lightgbm ranker": lambda: (
        LGBMRanker(n_estimators=3, verbose=-1).fit(ROWS, NUMBERS, group=[30, 30]),
        ROWS[:3],
    ),
    "lightgbm native": lambda: (LGBMClassifier(n_estimators=3, verbose=-1).fit(ROWS, NUMBERS).booster_, None),
    "lightgbm, scaled": lambda: (
        make_pipeline(MinMaxScaler(), LGBMClassifier(n_estimators=3, verbose=-1)).fit(ROWS, NAMES),
        None,
    ),
    "catboost of names": lambda: (cat().fit(ROWS, NAMES), None),
    "catboost of categories": lambda: (cat().fit(Pool(CITY, NAMES, cat_features=["city"])), CITY[:25]),
    "catboost of numbers": lambda: (cat().fit(ROWS, NUMBERS), ROWS[:3]),
    "catboost regressor": lambda: (CatBoostRegressor(**QUIET).fit(ROWS, ROWS[:, 0]), None),
}


def encoded(names):
    return LabelEncoder().fit_transform(names)


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    return describe(MODELS, tmp_path_factory.mktemp)


@pytest.mark.parametrize("name", MODELS)
def test_requests_and_answers_fit_the_schemas(described, name):
    schema, asked = described[name]
    assert_fits(schema, asked)
    assert_refused(schema, {"inputs": "none"})


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("xgboost of numbers", [0, 1, 2]),
        ("lightgbm of names", ["no", "yes"]),
        ("lightgbm, scaled", ["no", "yes"]),
        ("catboost of names", ["no", "yes"]),
    ],
)
def test_classes_are_told(described, name, classes):
    answers = described[name][0]["output_schema"]["properties"]
    assert answers["predictions"]["items"]["enum"] == classes
    assert answers["probabilities"]["x-truss-classes"] == classes


def test_a_prediction_in_a_list_of_its_own_is_a_class_too(described):
    answers = described["catboost of numbers"][0]["output_schema"]["properties"]
    assert answers["predictions"]["items"]["items"]["enum"] == [0, 1, 2]


@pytest.mark.parametrize("name", ["xgboost of categories", "lightgbm of categories"])
def test_categories_and_ranges_are_told(described, name):
    rows = described[name][0]["input_schema"]["properties"]["inputs"]["anyOf"][0]
    columns = rows["items"]["properties"]
    assert columns["city"]["x-truss-categories"] == ["a", "b", "c"]
    assert set(columns["age"]["x-truss-seen"]) == {"minimum", "maximum"}
