"""The schemas of many models take what was asked of them, and their answers fit, as another validator says."""

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, IsolationForest, RandomForestClassifier, StackingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.multioutput import MultiOutputClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from client.schema_fit import assert_fits, assert_refused, describe

ROWS = np.random.default_rng(0).normal(size=(60, 3))
FRAME = pd.DataFrame({"age": ROWS[:, 0], "city": ["a", "b", "c"] * 20, "used": [True, False] * 30})
NAMES = ["no", "yes"] * 30
NUMBERS = [0, 1, 2] * 20
FLAGS = [True, False] * 30
TEXTS = ["red apple", "green pear", "blue plum"] * 20


def encoded(model):
    columns = make_column_transformer((OneHotEncoder(), ["city", "used"]), (MinMaxScaler(), ["age"]))
    return make_pipeline(columns, model)


MODELS = {
    "forest of names": lambda: (RandomForestClassifier(3).fit(ROWS, NAMES), None),
    "logistic of numbers": lambda: (LogisticRegression().fit(ROWS, NUMBERS), None),
    "tree of flags": lambda: (DecisionTreeClassifier().fit(ROWS, FLAGS), None),
    "support vectors": lambda: (SVC().fit(ROWS, NAMES), None),
    "bayes of a frame": lambda: (GaussianNB().fit(FRAME[["age", "used"]], NAMES), FRAME[["age", "used"]]),
    "linear": lambda: (LinearRegression().fit(ROWS, ROWS[:, 0]), ROWS),
    "linear of two outputs": lambda: (LinearRegression().fit(ROWS, ROWS[:, :2]), ROWS[:3]),
    "ridge of a frame": lambda: (Ridge().fit(FRAME[["age"]], ROWS[:, 0]), FRAME[["age"]]),
    "neighbours": lambda: (KNeighborsRegressor().fit(ROWS, ROWS[:, 0]), None),
    "tree regressor": lambda: (DecisionTreeRegressor().fit(ROWS, ROWS[:, 0]), None),
    "clusters": lambda: (KMeans(2).fit(ROWS), ROWS[:3]),
    "scaler": lambda: (StandardScaler().fit(ROWS), ROWS[:3]),
    "outliers": lambda: (IsolationForest(n_estimators=3).fit(ROWS), ROWS[:3]),
    "encoded logistic": lambda: (encoded(LogisticRegression()).fit(FRAME, NAMES), None),
    "encoded regression": lambda: (encoded(Ridge()).fit(FRAME, ROWS[:, 0]), FRAME),
    "histograms": lambda: (HistGradientBoostingClassifier(max_iter=3).fit(ROWS, NUMBERS), None),
    "stack": lambda: (StackingClassifier([("tree", DecisionTreeClassifier())]).fit(ROWS, NAMES), None),
    "several outputs": lambda: (MultiOutputClassifier(GaussianNB()).fit(ROWS, np.array([NAMES, NAMES]).T), ROWS[:3]),
    "texts": lambda: (make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TEXTS, NUMBERS), TEXTS[:3]),
}


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    return describe(MODELS, tmp_path_factory.mktemp)


@pytest.mark.parametrize("name", MODELS)
def test_requests_and_answers_fit_the_schemas(described, name):
    schema, asked = described[name]
    assert_fits(schema, asked)
    if name != "texts":
        assert_refused(schema, {"inputs": "none"})
