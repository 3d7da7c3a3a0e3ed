"""Whatever can be called or has predict: live, in a fresh process and served it answers the same."""

import functools
import json
import socket
import threading
import urllib.error
import urllib.request

import cloudpickle
import pytest

import truss
from client import callables
from client.callables import CASES, Slotted, two
from client.conftest import answer_afresh
from truss._packing.pack import pack as pack_model
from truss.errors import TrussError
from truss.frameworks.known import framework_of
from truss_worker.values.json_encode import to_plain

SERVED = (
    "several arguments",
    "two inputs",
    "a generator",
    "an async function",
    "an async generator",
    "a predict that is awaited",
)


def request_of(case):
    return to_plain(case.examples if isinstance(case.examples, dict) else {"inputs": case.examples})


@pytest.fixture(scope="module", params=["of a module", "of a notebook"])
def answers(request, tmp_path_factory):
    """Of each case what the live object answered, and a fresh process: with its code copied, and carried by value."""
    folder = tmp_path_factory.mktemp("callables")
    if request.param == "of a notebook":
        cloudpickle.register_pickle_by_value(callables)
    live, requests = {}, []
    for number, (name, case) in enumerate(CASES.items()):
        directory = folder / str(number)
        directory.mkdir()
        packed = pack_model(framework_of(case.model), case.model, directory, case.examples)
        live[name] = [json.loads(trial.expected) for trial in packed.tried.trials]
        requests.append((directory, request_of(case)))
    if request.param == "of a notebook":
        cloudpickle.unregister_pickle_by_value(callables)
    return live, dict(zip(CASES, answer_afresh(requests, cwd=folder)))


@pytest.mark.parametrize("name", CASES)
def test_it_answers_as_the_live_object(answers, name):
    live, afresh = answers
    assert live[name] == [CASES[name].owed]
    assert afresh[name] == CASES[name].owed


@pytest.mark.parametrize("name", SERVED)
def test_it_is_proved_and_served(tmp_path, name):
    case = CASES[name]
    handle = truss.mk_truss(case.model, tmp_path / "model", examples=case.examples, verify=False)
    assert handle.verify(), str(handle.verify())
    answer = handle.predict(request_of(case))
    assert (list(answer) if hasattr(answer, "__next__") else answer) == case.owed
    with handle.serve() as server:
        asked = f"{server.url}/v1/models/{server.entry}:predict"
        assert json.loads(post(asked, request_of(case), accept="application/json")) == case.owed
        if name == "a generator":
            assert post(asked, {"n": 2}, accept="text/event-stream") == b"data: 0\n\ndata: 1\n\n"
        if name == "two inputs":
            tensors = [
                {"name": key, "datatype": "INT64", "shape": [2], "data": value}
                for key, value in request_of(case).items()
            ]
            [output] = json.loads(post(f"{server.url}/v2/models/{server.entry}/infer", {"inputs": tensors}))["outputs"]
            assert output["data"] == case.owed["predictions"]


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ({"b": 1}, "a missing; the request needs a"),
        ({"a": 1, "d": 2}, "d: there is no such argument; there are a, b, c"),
        ([1], "The request needs an object with a"),
    ],
)
def test_arguments_that_do_not_fit_are_the_caller_s_mistake(load_generated, request_, told):
    with pytest.raises(Exception, match=told) as caught:
        load_generated(two, {"a": 1}).predict(request_)
    assert caught.value.status_code == 400


def test_without_an_example_what_needs_several_arguments_gets_them_by_name(load_generated):
    assert load_generated(lambda a, b: a - b).predict({"b": 1, "a": 3}) == 2
    assert load_generated(callables.Sum()).predict({"X": [1, 2], "y": [3, 4]})["predictions"].tolist() == [4, 6]


def test_without_an_example_a_function_that_can_take_the_whole_request_gets_it(load_generated):
    assert load_generated(two).predict({"a": 1, "b": 5}) == [{"a": 1, "b": 5}, 2, 3]


class Holding:
    def __init__(self, held):
        self.inner = {"deep": [held]}

    def predict(self, rows):
        return rows


def locked(lock=threading.Lock()):  # noqa: B008 - what is refused
    return lambda request: lock


@pytest.mark.parametrize(
    ("make", "where"),
    [
        (lambda: Holding(threading.Lock()), r"Holding\.inner\['deep'\]\[0\] \(lock\)"),
        (lambda: Holding(threading.Thread()), r"Holding\.inner\['deep'\]\[0\]\._started\._cond\._lock"),
        (lambda: Holding(x for x in ()), r"Holding\.inner\['deep'\]\[0\] \(generator\)"),
        (lambda: Slotted(threading.Lock()), r"Slotted\.k \(lock\)"),
        (lambda: functools.partial(two, threading.Lock()), r"partial\.args\[0\] \(lock\)"),
        (lambda: Holding(threading.Lock()).predict, r"Holding\.inner\['deep'\]\[0\] \(lock\)"),
        (locked, r"lock of locked\.<lambda> \(lock\)"),
        (lambda: lambda request, lock=threading.Lock(): lock, r"a default of .* \(lock\)"),  # noqa: B008
    ],
)
def test_what_cannot_be_carried_is_named(pack, make, where):
    with pytest.raises(TrussError, match=f"because of {where}") as caught:
        pack(make())
    assert caught.value.code == "MODEL_NOT_SERIALISABLE"


def test_files_and_sockets_that_are_open_are_named(pack, tmp_path):
    with (tmp_path / "log").open("w") as file, pytest.raises(TrussError, match=r"\['deep'\]\[0\] \(TextIOWrapper\)"):
        pack(Holding(file))
    with socket.socket() as opened, pytest.raises(TrussError, match=r"\['deep'\]\[0\] \(socket\)"):
        pack(Holding(opened))


def post(url, body, accept="application/json"):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Accept": accept})
    with urllib.request.urlopen(request) as response:
        return response.read()
