"""The one order of packing, tried with a framework small enough to be watched."""

import os
import platform
from statistics import NormalDist

import numpy as np
import pytest

from client.normal_framework import NormalFramework
from truss._packing.pack import pack
from truss._packing.trial import ExampleRows, Trial, example_rows, try_out
from truss.errors import TrussError, error_of
from truss.frameworks.framework import Need, Stored

MODEL = NormalDist(5, 2)


class WatchedFramework(NormalFramework):
    """Notes what it is asked, and what lay in the truss by then."""

    def __init__(self, staging):
        self.staging = staging
        self.asked = []

    def __getattribute__(self, name):
        if name in ("check", "describe", "write", "template", "needs"):
            self.asked.append((name, files_of(self.staging)))
        return super().__getattribute__(name)


def files_of(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_framework_is_asked_in_one_order(tmp_path):
    framework = WatchedFramework(tmp_path)
    pack(framework, MODEL, tmp_path, None)
    assert framework.asked == [
        ("check", []),
        ("describe", []),
        ("write", []),
        ("template", ["data/model/model.json"]),
        ("needs", ["data/model/model.json", "model/model.py"]),
    ]


def test_what_it_is_made_of_is_refused_before_anything_is_written(tmp_path):
    framework = WatchedFramework(tmp_path)
    model = type("Unpicklable", (NormalDist,), {"__reduce_ex__": lambda *_: 1 / 0})(5, 2)
    with pytest.raises(TrussError, match=r"because of Unpicklable .*: division by zero") as caught:
        pack(framework, model, tmp_path, None)
    assert caught.value.code == "MODEL_NOT_SERIALISABLE"
    assert [name for name, _ in framework.asked] == ["check", "describe"]
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (RuntimeError("no pen"), r"cannot be written .* because of NormalDist .*: RuntimeError: no pen"),
        (OSError(28, "No space left"), "No space left"),
        (error_of("INPUT_INVALID", "its own words"), "its own words"),
    ],
    ids=["its own", "of the disk", "with words"],
)
def test_what_goes_wrong_in_writing_is_put_into_words_unless_it_has_some(tmp_path, monkeypatch, error, raised):
    def write(*_):
        raise error

    monkeypatch.setattr(NormalFramework, "write", write)
    with pytest.raises((TrussError, OSError), match=raised):
        pack(NormalFramework(), MODEL, tmp_path, None)


def test_code_that_travels_in_the_file_ties_it_to_this_python(tmp_path, monkeypatch):
    write = NormalFramework.write
    monkeypatch.setattr(NormalFramework, "write", lambda *asked: Stored(write(*asked).file, has_code=True))
    monkeypatch.setattr(
        NormalFramework, "needs", lambda *_: [Need("numpy", "numbers"), Need("no-such-thing", "a joke")]
    )
    packed = pack(NormalFramework(), MODEL, tmp_path, None)
    assert packed.config["model_metadata"] == {
        "model_binary_dir": "model",
        "python_minor": ".".join(platform.python_version_tuple()[:2]),
    }
    assert [requirement.name for requirement in packed.requirements] == ["numpy", "cloudpickle"]


def test_the_trial_gives_an_example_and_the_datatypes_of_the_answer(tmp_path):
    packed = pack(NormalFramework(), MODEL, tmp_path, np.arange(20.0))
    [example] = packed.examples
    assert example.input == {"inputs": [float(number) for number in range(10)]}
    assert packed.config["signature"]["outputs"] == [{"name": "predictions", "datatype": "FP64", "shape": [-1]}]


def test_the_rows_of_the_trial():
    assert example_rows(None, None) is None
    assert example_rows(None, [np.float64(0.5)]) == ExampleRows([0.5], made_up=True)
    assert example_rows([1.5], [0.5]) == ExampleRows([1.5], made_up=False)


def test_a_trial_can_ask_anyone():
    asked = []

    def ask(request):
        asked.append(request)
        return {"predictions": [1]}

    assert try_out(ask, ExampleRows([0.5], made_up=True), "Model") == Trial({"inputs": [0.5]}, {"predictions": [1]})
    assert try_out(ask, None, "Model") is None
    assert asked == [{"inputs": [0.5]}]


def test_a_model_must_answer_rows_of_the_user_s_but_not_made_up_ones():
    def refuse(request):
        raise ValueError("too short")

    assert try_out(refuse, ExampleRows([0.5], made_up=True), "Model") is None
    with pytest.raises(TrussError, match="Model does not answer the examples: too short") as caught:
        try_out(refuse, ExampleRows([0.5], made_up=False), "Model")
    assert caught.value.code == "INPUT_INVALID"
