"""scikit-learn keeps the promises of a framework, with every kind of model that it has."""

from statistics import NormalDist

import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import DBSCAN, KMeans
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor, make_column_selector
from sklearn.datasets import load_iris
from sklearn.ensemble import IsolationForest, RandomForestClassifier, StackingClassifier, VotingClassifier
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.multioutput import ClassifierChain
from sklearn.neighbors import KernelDensity, NearestNeighbors
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import (
    FunctionTransformer,
    OneHotEncoder,
    OrdinalEncoder,
    StandardScaler,
)
from sklearn.svm import SVC

from client.framework_conformance import FrameworkConformance, Sample
from corpus.live import live_answers
from truss.frameworks.known import FRAMEWORKS

X, Y = load_iris(return_X_y=True)
NAMES = np.array(["setosa", "versicolor", "virginica"])[Y]
ROWS = X[::40]
TEXTS = ["a good film", "a bad film", "good", "bad bad"]
MOODS = ["pos", "neg", "pos", "neg"]
PEOPLE = pd.DataFrame(
    {"age": [20.0, 30.0, np.nan, 50.0] * 5, "city": ["Oslo", "Rome", None, "Oslo"] * 5, "visits": [1, 2, 3, 4] * 5}
)
BOUGHT = [0, 1, 0, 1] * 5
RECORDS = [
    {"visits": 2, "city": "Rome", "age": 31.5},
    {"age": None, "city": "Oslo", "visits": 1},
    {"age": 40, "city": None, "visits": 7},
    {"age": 40, "city": "Paris", "visits": 7},
]


def columns(*, remainder="drop"):
    return ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), ["age"]),
            ("places", OneHotEncoder(handle_unknown="ignore"), ["city"]),
        ],
        remainder=remainder,
    )


def frame(records=RECORDS):
    """The records as the person who fitted the model would have them: with the dtypes of the training data."""
    return pd.DataFrame(records, columns=list(PEOPLE.columns)).astype(PEOPLE.dtypes.to_dict())


def with_iris(model, labels=Y):
    return lambda: (model.fit(X, labels), ROWS.tolist(), ROWS)


def with_texts(model):
    return lambda: (model.fit(TEXTS, MOODS), ["good film", "bad"], ["good film", "bad"])


def with_people(model):
    return lambda: (model.fit(PEOPLE, BOUGHT), RECORDS, frame())


def named_iris():
    data = pd.DataFrame(X, columns=["a", "b", "c", "d"])
    model = RandomForestClassifier(5).fit(data, NAMES)
    return model, data[::40].to_dict(orient="records"), data[::40]


def named_iris_as_rows():
    model, _, data = named_iris()
    return model, data.to_numpy().tolist(), data


def mixed_rows():
    rows = np.array([[1.5, "a"], [2.5, "b"], [3.5, "a"]], dtype=object)
    model = make_pipeline(
        ColumnTransformer([("number", StandardScaler(), [0]), ("letter", OneHotEncoder(), [1])]), LogisticRegression()
    )
    return model.fit(rows, [0, 1, 0]), [[1, "a"], [9.5, "b"]], np.array([[1, "a"], [9.5, "b"]], dtype=object)


def one_text_column():
    data = pd.DataFrame({"text": TEXTS, "stars": [5, 1, 4, 2]})
    model = make_pipeline(
        ColumnTransformer([("text", TfidfVectorizer(), "text"), ("stars", "passthrough", ["stars"])]),
        LogisticRegression(),
    )
    return model.fit(data, MOODS), [{"text": "good", "stars": 3}], pd.DataFrame([{"text": "good", "stars": 3}])


def dictionaries():
    rows = [{"a": 1.0}, {"b": 2.0}, {"a": 3.0, "b": 1.0}]
    return make_pipeline(DictVectorizer(), LogisticRegression()).fit(rows, [0, 1, 0]), rows, rows


def several_outputs():
    return RandomForestClassifier(5).fit(X, np.c_[Y, Y > 1]), ROWS.tolist(), ROWS


def a_chain():
    return ClassifierChain(LogisticRegression(max_iter=500)).fit(X, np.c_[Y > 0, Y > 1]), ROWS.tolist(), ROWS


CASES = {
    "a classifier": with_iris(RandomForestClassifier(5)),
    "labels that are texts": with_iris(LogisticRegression(max_iter=500), NAMES),
    "no probabilities": with_iris(SVC()),
    "a regressor": with_iris(LinearRegression(), X[:, 0]),
    "a regressor with a transformed target": with_iris(
        TransformedTargetRegressor(LinearRegression(), func=np.log1p, inverse_func=np.expm1), X[:, 0]
    ),
    "a clusterer": with_iris(KMeans(3, n_init=1)),
    "an outlier detector": with_iris(IsolationForest(n_estimators=5)),
    "a transformer": with_iris(StandardScaler()),
    "a transformer with sparse results": lambda: (
        OneHotEncoder().fit([["a"], ["b"]]),
        [["b"]],
        np.array([["b"]], dtype=object),
    ),
    "neighbours": with_iris(NearestNeighbors(n_neighbors=2)),
    "a density": with_iris(KernelDensity()),
    "a pipeline": with_iris(make_pipeline(StandardScaler(), SVC())),
    "a search": with_iris(GridSearchCV(make_pipeline(StandardScaler(), LogisticRegression()), {}, cv=2)),
    "a vote": with_iris(VotingClassifier([("a", LogisticRegression(max_iter=500)), ("b", SVC())])),
    "a stack": with_iris(StackingClassifier([("a", SVC())], cv=2)),
    "a calibrated classifier": with_iris(CalibratedClassifierCV(SVC(), cv=2)),
    "an estimator of lightgbm in a pipeline": with_iris(
        make_pipeline(StandardScaler(), LGBMClassifier(n_estimators=2, verbose=-1))
    ),
    "texts": with_texts(make_pipeline(TfidfVectorizer(), LogisticRegression())),
    "texts in a search": with_texts(GridSearchCV(make_pipeline(HashingVectorizer(n_features=64), SVC()), {}, cv=2)),
    "texts in a union": with_texts(make_pipeline(make_union(TfidfVectorizer(), CountVectorizer()), SVC())),
    "a vectorizer alone": with_texts(TfidfVectorizer()),
    "records": with_people(make_pipeline(columns(), LogisticRegression())),
    "records with a remainder": with_people(make_pipeline(columns(remainder="passthrough"), LogisticRegression())),
    "records by an ordinal encoder": with_people(
        make_pipeline(
            ColumnTransformer(
                [
                    ("places", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), ["city"]),
                    ("numbers", SimpleImputer(), make_column_selector(dtype_include="number")),
                ]
            ),
            RandomForestClassifier(5),
        )
    ),
    "a bare column transformer": with_people(columns()),
    "records without a column transformer": named_iris,
    "rows for named columns": named_iris_as_rows,
    "a text column": one_text_column,
    "rows of numbers and texts": mixed_rows,
    "objects with free keys": dictionaries,
    "several outputs": several_outputs,
    "several outputs with one array of probabilities": a_chain,
    "a lambda": with_iris(make_pipeline(FunctionTransformer(lambda rows: rows * 2), LogisticRegression(max_iter=500))),
}


def sample_of(make):
    """A case as a sample: the answer is what the estimator's own methods give."""

    def sample():
        model, inputs, native = make()
        return Sample(model, inputs, native, lambda: live_answers(model, native))

    return sample


class TestSklearn(FrameworkConformance):
    known = next(each for each in FRAMEWORKS if each.name == "sklearn")
    samples = {name: sample_of(make) for name, make in CASES.items()}
    refused = {
        "not fitted": RandomForestClassifier,
        "only describes its training data": lambda: DBSCAN().fit(X),
        "a search without an estimator": lambda: GridSearchCV(SVC(), {}, cv=2, refit=False).fit(X, Y),
    }
    others = [lambda: NormalDist(5, 2)]
