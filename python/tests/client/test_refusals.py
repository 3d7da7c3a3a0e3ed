"""What mk_truss does not take, and what it says then."""

import re

import numpy as np
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.cluster import DBSCAN
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.manifold import TSNE
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import LocalOutlierFactor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from truss.errors import FrameworkNotSupportedError, TrussError, ValidationError

X, Y = np.array([[0.0], [1.0], [2.0], [3.0]]), [0, 0, 1, 1]


class Constant(BaseEstimator):
    """Learns without following the convention of names."""

    def fit(self, X, y):
        self.answer = y[0]
        return self

    def predict(self, X):
        return np.full(len(X), self.answer)


class Stateless(TransformerMixin, BaseEstimator):
    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return X

    def __sklearn_is_fitted__(self):
        return True


@pytest.mark.parametrize(
    "model",
    [
        RandomForestClassifier(),
        make_pipeline(StandardScaler(), LogisticRegression()),
        Constant(),
    ],
    ids=lambda model: type(model).__name__,
)
def test_unfitted(pack, model):
    with pytest.raises(ValidationError, match="has not been fitted") as caught:
        pack(model)
    assert caught.value.code == "MODEL_NOT_FITTED"
    assert "fit" in caught.value.hint


@pytest.mark.parametrize("model", [Constant().fit(X, Y), Stateless().fit(X)], ids=["own attribute", "says so itself"])
def test_fitted_in_its_own_way(pack, model):
    _, packed = pack(model)
    assert packed.config["signature"]["outputs"] or packed.examples == []


@pytest.mark.parametrize("model", [DBSCAN(), TSNE(perplexity=1, init="random")], ids=["DBSCAN", "TSNE"])
def test_descriptions_of_the_training_data(pack, model):
    with pytest.raises(ValidationError, match="only describe the data") as caught:
        pack(model.fit(X))
    assert caught.value.code == "MODEL_CANNOT_PREDICT"


def test_an_outlier_detector_of_its_own_rows(pack):
    with pytest.raises(ValidationError) as caught:
        pack(LocalOutlierFactor(2).fit(X))
    assert "novelty=True" in caught.value.hint


def test_neither_predict_nor_transform(pack):
    search = GridSearchCV(LogisticRegression(), {}, cv=2, refit=False).fit(X, Y)
    with pytest.raises(ValidationError, match="has neither predict nor transform") as caught:
        pack(search)
    assert "refit=False" in caught.value.hint


def test_other_frameworks(pack):
    with pytest.raises(FrameworkNotSupportedError, match=r"builtins\.dict\. It takes models of: .*sklearn") as caught:
        pack({"a": 1})
    assert "truss init" in caught.value.hint


def object_of(package, name="Model", **members):
    """An object of a class that somebody derived from one of a library."""
    base = type("Base", (), {"__module__": f"{package}.models"})
    return type(name, (base,), {"__module__": "__main__", **members})()


@pytest.mark.parametrize(
    ("model", "message", "hint"),
    [
        (
            object_of("torch"),
            "__main__.Model",
            r"--framework pytorch`.*torch\.save\(model\.state_dict\(\), 'my_truss/data/weights",
        ),
        (object_of("transformers"), "__main__.Model", "--framework transformers`.*save_pretrained"),
        (object_of("keras"), "__main__.Model", r"--framework keras`.*model\.save\("),
        (object_of("tensorflow"), "__main__.Model", "--framework tensorflow`"),
        (object_of("xgboost"), "__main__.Model", "--framework xgboost`"),
        (None, "not None", "the object that was fitted"),
        ("model.pkl", "not the name of a file: 'model.pkl'", r"joblib\.load"),
        (
            {"model": LogisticRegression(), "names": []},
            "builtins.dict",
            r"LogisticRegression in it: mk_truss\(model\['model'\]\)",
        ),
        ([LogisticRegression()], "builtins.list", r"mk_truss\(model\[0\]\)"),
    ],
)
def test_a_way_out_for_what_is_no_estimator(pack, model, message, hint):
    with pytest.raises(FrameworkNotSupportedError) as caught:
        pack(model)
    assert message in caught.value.message
    assert re.search(hint, caught.value.hint)


def test_an_address_of_mlflow_is_to_be_fetched_first(pack):
    with pytest.raises(TrussError, match="by its directory, not by its address: 'models:/churn/1'") as caught:
        pack("models:/churn/1")
    assert "mlflow.artifacts.download_artifacts('models:/churn/1')" in caught.value.hint


def test_a_class_instead_of_an_object(pack):
    with pytest.raises(FrameworkNotSupportedError, match="not the class LogisticRegression") as caught:
        pack(LogisticRegression)
    assert "LogisticRegression()" in caught.value.hint


def test_examples_that_the_model_does_not_take(pack):
    with pytest.raises(TrussError, match="does not answer the examples: ") as caught:
        pack(LogisticRegression().fit(X, Y), [[1, 2, 3]])
    assert caught.value.code == "INPUT_INVALID"
