"""A few of the corpus's models behind a real server: V1, V2 over REST and over gRPC against the live objects."""

import pytest
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

import truss
from corpus.answers import assert_same
from corpus.asking import v1_request, v2_request, v2_tensors
from corpus.fitting import columns
from corpus.inputs import ALL_KINDS, ARRAY, TABLE, TARGETS, TEXTS
from corpus.live import as_v1, as_v2, live_answers
from frameworks.served import ask_grpc, by_name, post

MODELS = {
    "boosting": (GradientBoostingClassifier(n_estimators=3), ARRAY, "classes"),
    "neighbours of named columns": (KNeighborsClassifier(), TABLE, "two classes"),
    "numbers": (HistGradientBoostingRegressor(max_iter=3), TABLE, "numbers"),
    "columns of all kinds": (make_pipeline(columns(), LogisticRegression()), ALL_KINDS, "classes"),
    "texts": (make_pipeline(TfidfVectorizer(), LogisticRegression()), TEXTS, "classes"),
    "several outputs": (RandomForestClassifier(3), ARRAY, "several classes"),
    "a transformer to a table": (make_pipeline(StandardScaler(), PolynomialFeatures()), TABLE, "nothing"),
    "rows that are alike": (NearestNeighbors(n_neighbors=2), ARRAY, "nothing"),
}


@pytest.mark.parametrize("name", MODELS)
def test_all_protocols_answer_as_the_live_object(tmp_path, name):
    model, inputs, target = MODELS[name]
    if name == "a transformer to a table":
        model.set_output(transform="pandas")
    model.fit(inputs.data, TARGETS[target])
    handle = truss.mk_truss(model, tmp_path / "model", examples=inputs.rows if inputs is ALL_KINDS else None)
    answers = live_answers(model, inputs.rows)
    with handle.serve() as server:
        tensors = v2_tensors(inputs.rows, handle.config["signature"])
        asked = f"{server.url}/v1/models/{server.entry}:predict"
        assert_same(post(asked, v1_request(inputs.rows)), as_v1(answers), "V1")
        answer = post(f"{server.url}/v2/models/{server.entry}/infer", v2_request(tensors, binary=False)[0])
        assert_same(by_name(answer["outputs"]), as_v2(answers), "V2")
        assert_same(ask_grpc(server, tensors, as_v2(answers)), as_v2(answers), "gRPC")
