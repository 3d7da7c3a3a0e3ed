"""What users of MLflow have beside a flavour: parameters, artifacts, code of their own, type hints, old directories."""

import json
import os
import re
import urllib.error
import urllib.request
from copy import deepcopy
from functools import cache
from tempfile import mkdtemp

import mlflow.pyfunc
import numpy as np
import pytest

import truss
from client.framework_conformance import FrameworkConformance, Sample
from frameworks.served import assert_answers_everywhere, post
from truss.frameworks.known import FRAMEWORKS
from truss.frameworks.mlflow.saved import SavedModel
from truss_worker.http.http_objects import HTTPError

from .mlflow_models import PARAMETERS, RECORDS, TABLE, save_all

RECORDS_OF_TABLE = TABLE.to_dict(orient="records")

NAMES = (
    "parameters",
    "artifacts",
    "code paths",
    "from code",
    "a function from code",
    "a loader module",
    "a function",
    "list[str]",
    "list[BaseModel]",
    "list[dict]",
    "list[int]",
    "nested columns",
    "all columns",
    "in pieces",
    "several flavours",
    "of MLflow 1",
)
SERVED = NAMES if os.environ.get("TEST_FULL") else ("parameters", "artifacts", "list[BaseModel]", "nested columns")


@cache
def saved():
    return save_all(mkdtemp())


def live(name):
    path, rows = saved()[name]
    return {"predictions": mlflow.pyfunc.load_model(str(path)).predict(as_given(rows))}


def as_given(rows):
    """Rows of one's own as MLflow's clients hand them over; a copy, since MLflow puts other types into records."""
    return np.array(rows) if isinstance(rows[0], list) else deepcopy(rows)


def sample(name):
    def make():
        path, rows = saved()[name]
        return Sample(path, rows, as_given(rows), lambda: live(name))

    return make


class TestMlflowModels(FrameworkConformance):
    known = next(each for each in FRAMEWORKS if each.name == "mlflow")
    samples = {name: sample(name) for name in NAMES}
    refused = {}

    def test_the_signature_describes_the_answer(self, answers, name):
        """Of a function that answers once for all rows it does not."""
        answer, _, packed = answers[name]
        told = packed.config["signature"]["outputs"]
        if told:
            assert {each["name"] for each in told} == set(answer)


@pytest.mark.parametrize("name", SERVED)
def test_all_protocols_answer_as_the_live_object(tmp_path, name):
    path, rows = saved()[name]
    assert_answers_everywhere(path, tmp_path / "model", rows, live(name), examples=rows)


def test_a_request_chooses_parameters_within_what_the_signature_allows(tmp_path):
    path, rows = saved()["parameters"]
    handle = truss.mk_truss(path, tmp_path / "model", examples=rows, verify=False)
    told = handle.config["signature"]["parameters"]
    assert {each["name"]: each["default"] for each in told} == PARAMETERS
    owed = mlflow.pyfunc.load_model(str(path)).predict(RECORDS, params={"factor": 3, "steps": [5]})
    with handle.serve() as server:
        v1, v2 = f"{server.url}/v1/models/{server.entry}:predict", f"{server.url}/v2/models/{server.entry}/infer"
        for name in ("params", "parameters"):
            chosen = {name: {"factor": 3, "steps": [5]}}
            assert post(v1, {"inputs": RECORDS, **chosen})["predictions"] == owed
        asked = {"dataframe_records": RECORDS, "params": {"factor": 3, "steps": [5]}}
        assert post(f"{server.url}/invocations", asked)["predictions"] == owed
        tensors = [{"name": "x", "datatype": "FP64", "shape": [2], "data": [1.0, 2.5]}]
        answer = post(v2, {"inputs": tensors, "parameters": {"factor": 3, "steps": [5], "timeout": 10_000_000}})
        assert answer["outputs"][0]["data"] == owed
        schema = json.load(urllib.request.urlopen(f"{server.url}/v1/models/{server.entry}/schema"))
        assert schema["input_schema"]["properties"]["parameters"]["properties"]["mode"]["default"] == "ab"
        for chosen, told in (
            ({"factor": "x"}, "parameters.factor: .*safely convert"),
            ({"facto": 1}, "parameters: facto cannot be chosen; factor, steps, mode can"),
            (["factor"], "parameters: an object is needed, found list"),
        ):
            with pytest.raises(urllib.error.HTTPError) as refused:
                post(v1, {"inputs": RECORDS, "params": chosen})
            assert refused.value.code == 400
            _assert_tells(refused.value, told)
        with pytest.raises(urllib.error.HTTPError) as refused:
            post(v2, {"inputs": tensors, "parameters": {"facto": 1}})
        _assert_tells(refused.value, "facto cannot be chosen")


def test_what_can_answer_in_pieces_does_where_a_request_asks_for_it(load_generated):
    model = load_generated(saved()["in pieces"].path)
    assert list(model.predict({"inputs": RECORDS[:1], "stream": True})) == ["one", "two"]
    with pytest.raises(HTTPError, match="stream: there has to be one row"):
        model.predict({"inputs": RECORDS, "stream": True})
    assert model.predict({"inputs": RECORDS}) == {"predictions": ["all of it"] * 2}


def test_the_input_example_that_was_saved_is_the_example(pack):
    _, packed = pack(saved()["several flavours"].path)
    assert packed.examples[0].input == {"inputs": [{"x": 1.0}]}
    assert packed.tried.trials[1].request == {"inputs": RECORDS_OF_TABLE}


@pytest.mark.parametrize(
    ("file", "text", "names"),
    [
        ("requirements.txt", "mlflow==2.1\n-r x\n# a\npandas[all]>=1 # why\n", ["mlflow", "pandas"]),
        ("requirements.txt", "git+https://a.test/b.git#egg=own\nown2 @ https://a.test/c\n", ["own", "own2"]),
        ("requirements.txt", "wheels/my_own-1.0-py3-none-any.whl\nhttps://a.test/d\n", ["my_own"]),
        (
            "conda.yaml",
            "channels:\n- defaults\ndependencies:\n- python=3.7\n- numpy=1\n- pip:\n  - b==1\n",
            ["numpy", "b"],
        ),
    ],
)
def test_its_own_list_of_requirements(tmp_path, file, text, names):
    (tmp_path / file).write_text(text)
    model = SavedModel.__new__(SavedModel)
    model.directory = tmp_path
    assert model.requirements() == names


def _assert_tells(refused, pattern):
    told = json.load(refused)
    assert re.search(pattern, json.dumps(told)), told
