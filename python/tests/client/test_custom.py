"""Functions and objects that no framework knows keep the promises of one."""

import sys
import threading

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

import truss
from client.framework_conformance import FrameworkConformance, Sample, answer_of
from client.rule_of_thumb import Greater, RuleOfThumb, shout
from truss.errors import TrussError
from truss.frameworks.known import FRAMEWORKS, framework_of

ROWS = np.array([[1.0, 2.0], [3.0, 4.0]])
TEXTS = ["a", "b"]


def function(made, inputs=TEXTS):
    return Sample(made, inputs, inputs, lambda: made({"inputs": inputs}))


def rule(made):
    def answer():
        return {"predictions": made.predict(ROWS), "probabilities": made.predict_proba(ROWS)}

    return Sample(made, ROWS.tolist(), ROWS, answer)


class TestCustom(FrameworkConformance):
    known = next(each for each in FRAMEWORKS if each.name == "custom")
    samples = {
        "an object with predict": lambda: rule(RuleOfThumb(2)),
        "a function": lambda: function(shout),
        "an object that is called": lambda: function(Greater("hello")),
        "a lambda": lambda: function(lambda request: {"predictions": [len(text) for text in request["inputs"]]}),
    }
    refused = {}
    others = []
    strangers = [None, "text", {"a": 1}, [1.0], sys, RuleOfThumb]

    def test_it_is_not_imported_for_the_models_of_others(self):
        """It is asked about whatever nobody else has recognised, and so comes last."""
        assert FRAMEWORKS[-1] is self.known

    def test_the_signature_describes_the_answer(self, pack, sample):
        """Nobody but the examples can tell what it answers."""
        _, packed = pack(sample.model, sample.rows)
        outputs = {output["name"]: output["shape"] for output in packed.config["signature"]["outputs"]}
        assert outputs == {name: [-1, *np.shape(value)[1:]] for name, value in answer_of(sample).items()}


def test_what_others_know_is_theirs():
    assert framework_of(LinearRegression().fit(ROWS, [1, 2])).name == "sklearn"


def test_a_table_of_examples_tells_the_columns(pack):
    table = pd.DataFrame({"size": [1.0, 5.0], "town": ["a", "b"]})
    _, packed = pack(RuleOfThumb(2), table)
    assert [each["name"] for each in packed.config["signature"]["inputs"]] == ["size", "town"]
    assert packed.examples[0].input == {"inputs": [{"size": 1.0, "town": "a"}, {"size": 5.0, "town": "b"}]}


def test_a_function_takes_the_whole_request_and_gives_the_answer(tmp_path):
    def add(request):
        return request["a"] + request["b"]

    handle = truss.mk_truss(add, tmp_path / "model", examples={"a": 1, "b": 2})
    assert handle.verify()
    assert handle.predict({"a": 3, "b": 4}) == 7


def test_what_takes_nothing_is_refused(pack):
    def forgetful():
        return 1

    with pytest.raises(TrussError, match="forgetful takes no argument") as caught:
        pack(forgetful)
    assert "gets the whole request" in caught.value.hint


def test_what_cannot_be_pickled_names_the_attribute(pack):
    made = RuleOfThumb(2)
    made.lock = threading.Lock()
    with pytest.raises(TrussError, match=r"because of RuleOfThumb\.lock \(lock\)") as caught:
        pack(made)
    assert caught.value.code == "MODEL_NOT_SERIALISABLE"
