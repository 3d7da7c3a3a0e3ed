"""The schemas of many models take what was asked of them, and their answers fit, as another validator says."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from jsonschema import Draft202012Validator
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

from truss._packing.pack import pack
from truss.frameworks.known import framework_of

ROOT = Path(__file__).parents[3]
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

_DESCRIBE = """
import {{ describeModel }} from {module};
const sources = JSON.parse(await new Response(process.stdin).text());
const models = sources.map(({{ name, signature, examples }}) =>
  describeModel({{ name, version: "1", description: null, signature, model: null, examples }}));
console.log(JSON.stringify(models));
"""


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """Name to the schema, the bodies and the answers of a model."""
    sources, asked = [], {}
    for name, make in MODELS.items():
        model, rows = make()
        packed = pack(framework_of(model), model, tmp_path_factory.mktemp("staging"), rows)
        asked[name] = [(json.loads(each.body), each.output and json.loads(each.output)) for each in packed.questions]
        sources.append({"name": name, "signature": packed.config["signature"], "examples": []})
    module = json.dumps((ROOT / "src/core/schema/describe-model.ts").as_uri())
    node = ROOT / "node_modules/.bin/node"
    command = [node, "--input-type=module", "--eval", _DESCRIBE.format(module=module)]
    told = subprocess.run(command, input=json.dumps(sources), capture_output=True, text=True, check=True)
    return {schema["name"]: (schema, asked[schema["name"]]) for schema in json.loads(told.stdout)}


@pytest.mark.parametrize("name", MODELS)
def test_requests_and_answers_fit_the_schemas(described, name):
    schema, asked = described[name]
    assert asked
    for body, answer in asked:
        for side, value in (("input_schema", body), ("output_schema", answer)):
            if schema[side] is not None:
                Draft202012Validator.check_schema(schema[side])
                Draft202012Validator(schema[side]).validate(value)
    if name != "texts":
        assert not Draft202012Validator(schema["input_schema"]).is_valid({"inputs": "none"})
