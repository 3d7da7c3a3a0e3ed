"""mk_truss proves what it has made: the real environment, a fresh process, and what is said of it."""

import re
import sys
import warnings
from importlib import import_module

import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import FunctionTransformer

import truss
from truss._proof.proof import Proof, difference_text
from truss.errors import TrussWarning

X, Y = load_iris(return_X_y=True)
OWN_MODELS = """
import numpy as np
from sklearn.base import BaseEstimator

HERE = {"process": 0}


def guess(rows):
    "Answers otherwise in any process but this one."
    return np.full(len(rows), HERE["process"])


def unsteady(rows):
    return np.random.default_rng().random(len(rows))


def price(request):
    with open("prices.txt", encoding="utf-8") as prices:
        return {"price": float(prices.read()) * request["count"]}


def price_of_data(request):
    with open("data/prices.txt", encoding="utf-8") as prices:
        return {"price": float(prices.read()) * request["count"]}


class Picky(BaseEstimator):
    "Takes no row that anybody would make up."

    def fit(self, rows, targets):
        self.n_features_in_ = len(rows[0])
        return self

    def predict(self, rows):
        if np.asarray(rows).min() < 4:
            raise ValueError("four at least")
        return np.asarray(rows)[:, 0]
"""


@pytest.fixture(scope="module")
def model():
    return LogisticRegression(max_iter=500).fit(X, Y)


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRUSS_QUIET")
    return tmp_path


@pytest.fixture
def own(workplace, monkeypatch):
    """A module of the user's own."""
    (workplace / "own_models.py").write_text(OWN_MODELS)
    monkeypatch.syspath_prepend(str(workplace))
    yield import_module("own_models")
    sys.modules.pop("own_models")


def line_of(said, mark):
    [line] = [line for line in said.splitlines() if line.startswith(mark)]
    return line


def test_what_answers_as_the_live_model_does_says_so(workplace, model, capsys):
    handle = truss.mk_truss(model, "iris", examples=X[[0, 51, 140]])
    said = capsys.readouterr().out
    assert line_of(said, "✔") == "✔ answers as the live model does (3 rows, its own environment)"
    assert handle.verify()
    assert capsys.readouterr().out == "✔ answers as the live model does (3 rows, its own environment)\n"


def test_its_examples_expect_what_the_live_model_answers(workplace, model, capsys):
    truss.mk_truss(model, "iris", examples=X[[0, 100]], verify=False)
    assert "its own environment" not in capsys.readouterr().out
    assert "output:\n    predictions: [0, 2]" in (workplace / "iris" / "examples.yaml").read_text()
    assert truss.load("iris").verify()
    assert capsys.readouterr().out == "✔ answers as its examples expect (1 example, its own environment)\n"
    (workplace / "iris" / "examples.yaml").write_text(
        "- {name: a, input: {inputs: [[5.1, 3.5, 1.4, 0.2]]}, output: {predictions: [2]}, ignore: [probabilities]}\n"
    )
    proof = truss.load("iris").verify()
    assert not proof
    assert proof.problems == ["row 0, predictions: expected 2, got 0"]


def test_without_examples_rows_are_made_up_and_it_says_so(workplace, model, capsys):
    truss.mk_truss(model, "iris")
    assert line_of(capsys.readouterr().out, "✔") == (
        "✔ answers as the live model does (3 rows, its own environment); "
        "the rows were made up: examples=X[:3] tries yours"
    )


def test_an_answer_that_differs_is_named_by_its_row_with_both_values(own, monkeypatch, capsys):
    monkeypatch.setitem(own.HERE, "process", 7)
    model = FunctionTransformer(own.guess).fit(X)
    handle = truss.mk_truss(model, "guess", examples=X[:2])
    said = capsys.readouterr().out
    assert "✖ does not answer as the live model does (2 rows, its own environment):\n" in said
    assert "    row 1, predictions: expected 7, got 0\n" in said
    assert handle.directory.is_dir()


def test_silence_does_not_hide_that_it_differs(own, monkeypatch):
    monkeypatch.setitem(own.HERE, "process", 7)
    monkeypatch.setenv("TRUSS_QUIET", "1")
    with pytest.warns(TrussWarning, match="row 0, predictions: expected 7, got 0"):
        truss.mk_truss(FunctionTransformer(own.guess).fit(X), "guess", examples=X[:2])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        truss.mk_truss(LogisticRegression(max_iter=500).fit(X, Y), "iris", examples=X[:2])


def test_what_never_is_the_same_twice_is_not_compared(own, capsys):
    truss.mk_truss(FunctionTransformer(own.unsteady).fit(X), "chance", examples=X[:2])
    said = line_of(capsys.readouterr().out, "·")
    assert said == (
        "· answers (2 rows, its own environment); not compared: the live model does not answer the same twice, "
        "or not in JSON"
    )


def test_a_file_that_lies_here_and_not_in_the_truss_is_told_with_the_way_out(own, workplace, capsys):
    (workplace / "prices.txt").write_text("2.5")
    truss.mk_truss(own.price, "left", examples={"count": 2})
    assert line_of(capsys.readouterr().out, "  →") == (
        "  → The model opens prices.txt, which lies here: bring it with mk_truss(…, data_files=['prices.txt']) "
        "as data/prices.txt, and have the model open it there"
    )
    (workplace / "data").mkdir()
    (workplace / "data" / "prices.txt").write_text("2.5")
    truss.mk_truss(own.price_of_data, "there", examples={"count": 2})
    said = line_of(capsys.readouterr().out, "  →")
    assert said.endswith("data_files=['data/prices.txt']) as data/prices.txt, which is where it looks")
    truss.mk_truss(own.price_of_data, "brought", examples={"count": 2}, data_files=["data/prices.txt"])
    assert line_of(capsys.readouterr().out, "✔")


def test_a_row_that_could_not_be_tried_is_told_with_the_way_out(own, capsys):
    truss.mk_truss(own.Picky().fit(X, Y), "picky")
    said = capsys.readouterr().out
    assert "· loads in its own environment; not asked: it does not take a row that was made up for it: " in said
    assert "made up for it: inputs: four at least\n" in said
    assert "  → Give rows as predict takes them: mk_truss(…, examples=X[:3])" in said
    assert "requests to try it with" not in said
    assert line_of(said, "  examples.yaml") == "  examples.yaml             empty: no request is known that it takes"


def test_a_model_py_that_was_kept_is_asked_too(workplace, model, capsys):
    handle = truss.mk_truss(model, "iris", verify=False)
    file = handle.directory / "model" / "model.py"
    file.write_text(file.read_text().replace("self.model.predict(inputs)", "1 + self.model.predict(inputs)"))
    capsys.readouterr()
    truss.mk_truss(model, "iris", examples=X[[0, 100]])
    said = capsys.readouterr().out
    assert "    row 0, predictions: expected 0, got 1\n    row 1, predictions: expected 2, got 3\n" in said
    assert (
        "  → model/model.py is yours and was kept: make it fit this model, or remove it and call mk_truss again" in said
    )


def test_a_model_py_that_was_kept_and_takes_other_requests_than_the_model_is_told(workplace, model, capsys):
    pandas = pytest.importorskip("pandas")
    handle = truss.mk_truss(model, "iris", verify=False)
    file = handle.directory / "model" / "model.py"
    file.write_text(file.read_text() + "# mine\n")
    frame = pandas.DataFrame(X, columns=["a", "b", "c", "d"])
    truss.mk_truss(LogisticRegression(max_iter=500).fit(frame, Y), "iris")
    said = capsys.readouterr().out
    assert line_of(said, "✖").startswith("✖ does not answer example1 in its own environment: ")
    assert "  → model/model.py is yours and was kept" in said


def test_what_cannot_be_loaded_there_is_told(workplace, model, capsys):
    handle = truss.mk_truss(model, "iris", verify=False)
    file = handle.directory / "model" / "model.py"
    file.write_text("import not_there\n" + file.read_text())
    capsys.readouterr()
    truss.mk_truss(model, "iris")
    assert re.search(
        r"✖ cannot be loaded in its own environment: .*ModuleNotFoundError: No module named 'not_there'",
        capsys.readouterr().out,
        re.DOTALL,
    )


def test_without_an_environment_the_truss_stays_made_and_is_proved_later(workplace, model, monkeypatch, capsys):
    monkeypatch.setenv("TRUSS_HOME", str(workplace / "home"))
    monkeypatch.setenv("UV_CACHE_DIR", str(workplace / "cache"))
    monkeypatch.setenv("UV_OFFLINE", "1")
    from truss._engine_client import close_engine

    close_engine()  # it has the variables that it was started with
    handle = truss.mk_truss(model, "iris", examples=X[:2])
    said = capsys.readouterr().out
    assert "· not proved: its requirements could not be locked\n  → tr.verify() does it later\n" in said
    proof = handle.verify()
    assert proof.outcome == "unproved"
    assert capsys.readouterr().out.startswith("· not proved: ")
    monkeypatch.undo()
    monkeypatch.chdir(workplace)
    close_engine()
    assert handle.verify()


def test_a_truss_without_examples_is_loaded(workplace, capsys):
    handle = truss.init("mine")
    (handle.directory / "examples.yaml").write_text("[]\n")
    capsys.readouterr()
    assert handle.verify().outcome == "untried"
    assert capsys.readouterr().out.startswith("· loads in its own environment; not asked: There are no examples in")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("predictions[1]", "row 1, predictions: m"),
        ("probabilities[0][2]", "row 0, probabilities, column 2: m"),
        ("predictions[3].income", "row 3, predictions, income: m"),
        ("predictions", "predictions: m"),
        ("", "m"),
    ],
)
def test_the_place_of_a_difference(path, shown):
    assert difference_text(path, "m") == shown


def test_of_many_differences_the_first_are_shown():
    proof = Proof("differs", "9 rows", [f"row {row}" for row in range(9)])
    assert str(proof).splitlines()[-2:] == ["    row 4", "    … and 4 more"]
