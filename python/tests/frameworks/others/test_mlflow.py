"""MLflow's directories keep the promises of a framework, in several flavours."""

import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import cloudpickle
import lightgbm
import mlflow.lightgbm
import mlflow.pyfunc
import mlflow.sklearn
import mlflow.statsmodels
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from mlflow.models import infer_signature
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from client.framework_conformance import FrameworkConformance, Sample
from frameworks.served import assert_answers_everywhere
from truss.frameworks.known import FRAMEWORKS, framework_of

X, Y = load_iris(return_X_y=True)
ROWS = X[::40]
TABLE = pd.DataFrame({"age": [1.0, 2.0, 3.0, 4.0], "town": ["x", "y", "x", "y"], "visits": [1, 2, 3, 4]})
RECORDS = TABLE[:3].to_dict(orient="records")


class Longest(mlflow.pyfunc.PythonModel):
    """Code of the user's, which MLflow carries by value."""

    def predict(self, context, model_input, params=None):
        return [float(np.max(row)) for row in np.asarray(model_input)]


def table_model():
    columns = ColumnTransformer([("town", OneHotEncoder(), ["town"]), ("rest", "passthrough", ["age", "visits"])])
    return make_pipeline(columns, LogisticRegression()).fit(TABLE, [0, 1, 0, 1])


def save(flavour, model, name="model", **options):
    path = Path(mkdtemp()) / name
    flavour.save_model(model, str(path), pip_requirements=options.pop("pip_requirements", None), **options)
    return path


@cache
def paths():
    """One directory for each case; made once, since MLflow takes seconds to find out what each requires."""
    learner = LogisticRegression(max_iter=500).fit(X, Y)
    booster = lightgbm.train({"objective": "binary", "verbose": -1}, lightgbm.Dataset(X, Y > 0), 2)
    pickled = {"serialization_format": "cloudpickle", "pip_requirements": ["scikit-learn", "pandas"]}
    table, signature = table_model(), infer_signature(X)
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    function = Path(mkdtemp()) / "longest"
    mlflow.pyfunc.save_model(
        str(function), python_model=Longest(), signature=signature, pip_requirements=["cloudpickle"]
    )
    return {
        "columns": (
            save(mlflow.sklearn, table, signature=infer_signature(TABLE, table.predict(TABLE)), **pickled),
            RECORDS,
            TABLE[:3],
        ),
        "tensors": (save(mlflow.sklearn, learner, signature=signature, **pickled), ROWS.tolist(), ROWS),
        "no signature": (save(mlflow.sklearn, learner, **pickled), ROWS.tolist(), ROWS),
        "lightgbm": (
            save(mlflow.lightgbm, booster, signature=signature, pip_requirements=["lightgbm"]),
            ROWS.tolist(),
            ROWS,
        ),
        "statsmodels": (
            save(
                mlflow.statsmodels, sm.OLS(Y, X).fit(), signature=infer_signature(X), pip_requirements=["statsmodels"]
            ),
            ROWS.tolist(),
            ROWS,
        ),
        "a function of one's own": (function, ROWS.tolist(), ROWS),
    }


def sample(name):
    def make():
        path, inputs, rows = paths()[name]
        model = mlflow.pyfunc.load_model(str(path))
        return Sample(path, inputs, rows, lambda: {"predictions": model.predict(rows)})

    return make


NAMES = ("columns", "tensors", "no signature", "lightgbm", "statsmodels", "a function of one's own")


class TestMlflow(FrameworkConformance):
    known = next(each for each in FRAMEWORKS if each.name == "mlflow")
    samples = {name: sample(name) for name in NAMES}
    refused = {"already loaded": lambda: mlflow.pyfunc.load_model(str(paths()["tensors"][0]))}
    others = [lambda: LinearRegression().fit(X, Y)]

    def test_the_signature_describes_the_answer(self, pack, name, sample):
        """It is what the model's own signature says, or what the examples show."""
        _, packed = pack(sample.model, sample.rows if name == "no signature" else None)
        [output] = packed.config["signature"]["outputs"]
        assert (output["name"], output["shape"]) == ("predictions", [-1])


@pytest.mark.parametrize("name", ["columns"])
def test_all_protocols_answer_as_the_live_object(tmp_path, name):
    made = sample(name)()
    assert framework_of(str(made.model)).name == "mlflow"
    assert_answers_everywhere(made.model, tmp_path / "model", made.rows, made.ask(), examples=made.rows)
