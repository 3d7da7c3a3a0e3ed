"""`truss convert --to onnx`: what comes of a model, and what is said of one that nothing comes of."""

import json
import re
import subprocess

import numpy as np
import pandas as pd
import pytest
from lightgbm import LGBMClassifier, LGBMRegressor
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier
from xgboost import XGBClassifier, XGBRegressor

import truss
from corpus.answers import assert_same
from frameworks.conversion import convert_packed, walk
from truss._node import engine_command

X, Y = load_iris(return_X_y=True)
NAMES = np.array(["setosa", "versicolor", "virginica"])[Y]
TABLE = pd.DataFrame(X[:, :2], columns=["sepal length", "sepal width"]).assign(soil=["clay", "loam", "sand"] * 50)


def columns():
    return ColumnTransformer(
        [("soil", OneHotEncoder(), ["soil"]), ("rest", StandardScaler(), ["sepal length", "sepal width"])]
    )


MODELS = {
    "a forest": (RandomForestClassifier(10), X, Y),
    "labels that are texts": (RandomForestClassifier(5), X, NAMES),
    "extra trees": (ExtraTreesClassifier(5), X, Y),
    "a tree": (DecisionTreeClassifier(), X, Y),
    "a forest of numbers": (RandomForestRegressor(5), X, X[:, 0] * 2),
    "boosting": (GradientBoostingClassifier(n_estimators=3), X, Y),
    "boosting of histograms": (HistGradientBoostingRegressor(max_iter=3), X, Y),
    "a line": (LinearRegression(), X, Y),
    "a scaled pipeline": (make_pipeline(StandardScaler(), LogisticRegression()), X, NAMES),
    "neighbours": (KNeighborsClassifier(), X, Y),
    "vectors": (make_pipeline(StandardScaler(), SVC()), X, Y),
    "clusters": (KMeans(3, n_init=1, random_state=0), X, Y),
    "named columns": (RandomForestClassifier(5), TABLE[["sepal length", "sepal width"]], NAMES),
    "columns of several kinds": (make_pipeline(columns(), LogisticRegression()), TABLE, NAMES),
    "XGBoost": (XGBClassifier(n_estimators=3), X, Y),
    "a regressor of XGBoost": (XGBRegressor(n_estimators=3), X, Y),
    "LightGBM": (LGBMClassifier(n_estimators=3, verbose=-1), X, NAMES),
    "two classes of LightGBM": (LGBMClassifier(n_estimators=3, verbose=-1), X, Y > 0),
    "a regressor of LightGBM": (LGBMRegressor(n_estimators=3, verbose=-1), X, Y),
    "LightGBM in a pipeline": (make_pipeline(StandardScaler(), LGBMClassifier(n_estimators=3, verbose=-1)), X, Y),
}


def converted(model, rows, folder):
    """Converts a model; gives the request of some of its rows, and what `convert_packed` gives."""
    few = rows[::40]
    request = {"inputs": few.to_dict("records") if hasattr(few, "columns") else few.tolist()}
    return request, convert_packed(model, few, request, folder)


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("converted")
    conversions = {
        name: converted(model.fit(rows, target), rows, folder / str(place))
        for place, (name, (model, rows, target)) in enumerate(MODELS.items())
    }
    return walk(conversions, (0,), folder)


@pytest.mark.parametrize("name", MODELS)
def test_the_graph_answers_as_the_model(walked, name):
    said, answers = walked[name]
    assert "problem" not in said
    assert [each["name"] for each in said["requirements"]][:2] == ["onnxruntime", "numpy"]
    assert len(said["requests"][0]["inputs"]) == 200
    assert len(answers) == 2
    for expected, actual in answers:
        assert_same(as_near(actual), as_near(expected), name)


def as_near(answer):
    """Numbers as far as a graph promises them: to 1e-5."""
    return json.loads(json.dumps(answer), parse_float=lambda text: round(float(text), 4))


@pytest.mark.parametrize(
    ("model", "problem"),
    [
        (make_pipeline(FunctionTransformer(np.log1p), LinearRegression()), "FunctionTransformer"),
        (
            make_pipeline(StandardScaler(), KNeighborsClassifier(metric=lambda a, b: abs(a - b).sum())),
            "metric|function",
        ),
    ],
)
def test_a_step_that_stands_in_the_way_is_named(tmp_path, model, problem):
    _, (_, now, said) = converted(model.fit(X, Y), X, tmp_path)
    assert re.search(problem, said["problem"]), said
    assert list(now.iterdir()) == []


def run(*arguments, cwd):
    return subprocess.run(
        [*engine_command(), *map(str, arguments)], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_the_command_makes_a_truss_and_says_how_fast_both_are(tmp_path):
    model = RandomForestClassifier(10).fit(X, NAMES)
    truss.mk_truss(model, tmp_path / "iris", examples=X[:3], verify=False)
    done = run("convert", "iris", "--to", "onnx", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert set(said) == {"directory", "rows", "former_ms", "ms"}
    assert said["rows"] > 200
    assert 0 < said["ms"] < said["former_ms"]
    handle = truss.load(tmp_path / "iris_onnx")
    assert handle.config["model_framework"] == "onnx"
    assert [line.partition("==")[0] for line in handle.config["requirements"]] == ["onnxruntime", "numpy"]
    assert handle.predict(X[:2])["predictions"] == ["setosa", "setosa"]
    code = (tmp_path / "iris_onnx" / "model" / "model.py").read_text("utf-8")
    assert "# How onnxruntime says that values do not fit." in code
    assert "scikit-learn" not in code
    again = run("convert", "iris", cwd=tmp_path)
    assert again.returncode == 1
    assert "is a truss already" in again.stderr


def test_the_command_leaves_nothing_of_what_cannot_be_converted(tmp_path):
    model = make_pipeline(FunctionTransformer(np.log1p), LinearRegression()).fit(X, Y)
    truss.mk_truss(model, tmp_path / "iris", examples=X[:3], verify=False)
    done = run("convert", "iris", cwd=tmp_path)
    assert done.returncode == 1
    assert "FunctionTransformer" in done.stderr
    assert "MODEL_NOT_CONVERTIBLE" in done.stderr or "cannot be converted" in done.stderr
    assert not (tmp_path / "iris_onnx").exists()
