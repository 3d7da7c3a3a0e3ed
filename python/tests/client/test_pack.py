"""The one order of packing, tried with a framework small enough to be watched."""

import os
import platform
from statistics import NormalDist

import numpy as np
import pytest

from client.normal_framework import NormalFramework
from truss._packing.pack import pack
from truss._packing.trial import try_given, try_made_up
from truss.errors import TrussError, error_of
from truss.frameworks.framework import Need, Rows, Stored

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


def answering(request):
    return {"predictions": [number + 1 for number in request["inputs"]]}


def test_rows_that_were_made_up_become_an_example_and_a_trial_with_all_of_them():
    tried = try_made_up(answering, [np.float64(0.5), 1.5])
    assert tried.made_up
    example, every = tried.trials
    assert (example.name, example.request, example.is_example) == ("example1", {"inputs": [0.5]}, True)
    assert (every.request, every.expected) == ({"inputs": [0.5, 1.5]}, '{"predictions":[1.5,2.5]}')
    assert not every.is_example


def test_a_row_that_no_person_would_read_is_asked_and_no_example():
    [trial] = try_made_up(lambda request: {"predictions": [1]}, [[0.0] * 65]).trials
    assert not trial.is_example


def test_of_rows_that_were_made_up_it_takes_those_that_the_model_takes():
    def no_zeros(request):
        return {"predictions": [1 / number for number in request["inputs"]]}

    assert [trial.request["inputs"] for trial in try_made_up(no_zeros, [0, 2]).trials] == [[2]]
    nothing = try_made_up(no_zeros, [0])
    assert (nothing.trials, nothing.problem) == (
        [],
        "it does not take a row that was made up for it: ZeroDivisionError: division by zero",
    )
    assert try_made_up(no_zeros, None).problem == "what its rows look like is not known"


def given(rows):
    return Rows(rows, rows, rows)


def test_rows_of_the_user_s_are_held_against_the_object_itself():
    [trial] = try_given(
        answering, lambda rows: {"predictions": [number + 2 for number in rows]}, given([1, 2]), [], "M"
    ).trials
    assert (trial.answer, trial.expected) == ({"predictions": [2, 3]}, '{"predictions":[3,4]}')


def test_where_the_object_does_not_take_rows_as_they_are_in_json_what_was_made_of_them_has_to_do():
    [trial] = try_given(answering, lambda rows: rows.iloc, given([1]), [], "M").trials
    assert trial.expected == '{"predictions":[2]}'


def test_what_never_is_the_same_twice_is_compared_with_nothing():
    numbers = iter(range(100))
    [trial] = try_made_up(lambda request: {"predictions": [next(numbers)]}, [0.5]).trials
    assert trial.expected is None


def test_a_model_must_answer_rows_of_the_user_s():
    def refuse(request):
        raise ValueError("too short")

    with pytest.raises(TrussError, match="Model does not answer the examples: ValueError: too short") as caught:
        try_given(refuse, refuse, given([0.5]), [], "Model")
    assert caught.value.code == "INPUT_INVALID"
    with pytest.raises(TrussError, match="Model answers the examples, but not what becomes of them in a request"):
        try_given(refuse, dict.fromkeys, given([0.5]), [], "Model")
