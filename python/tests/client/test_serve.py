"""`TrussHandle.serve`: a real server in an environment of the truss's own."""

import asyncio
import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

import truss
from client.conftest import PROGRAMS
from truss._engine_client import close_engine
from truss.errors import TrussError, TrussWarning

X, Y = load_iris(return_X_y=True)
ECHO = "class Model:\n    def predict(self, request):\n        print('asked')\n        return request\n"


@pytest.fixture
def echo(tmp_path):
    """A truss that needs no packages."""
    handle = truss.init(tmp_path / "echo")
    (handle.directory / "model" / "model.py").write_text(ECHO)
    return handle


def ask(server, request):
    body = json.dumps(request).encode()
    sent = urllib.request.Request(f"{server.url}/v1/models/{server.entry}:predict", body)
    with urllib.request.urlopen(sent) as response:
        return json.load(response)


def test_it_answers_while_the_block_lasts(echo):
    with echo.serve() as server:
        assert server.is_running
        assert ask(server, {"a": [1, 2]}) == {"a": [1, 2]}
        assert repr(server) == f"<TrussServer {server.entry} at {server.url}>"
    assert not server.is_running
    assert repr(server).endswith(", stopped>")
    with pytest.raises(urllib.error.URLError):
        ask(server, {})
    server.stop()


def test_a_port_that_somebody_else_has_taken(echo):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(TrussError, match=str(port)) as caught:
            echo.serve(port)
    assert caught.value.code == "SERVER_PORT_IN_USE"


def test_a_second_server_on_a_port_takes_the_place_of_the_first(echo, tmp_path):
    other = truss.init(tmp_path / "other")
    (other.directory / "model" / "model.py").write_text(ECHO.replace("return request", "return 'other'"))
    first = echo.serve()
    port = int(first.url.rpartition(":")[2])
    with echo.serve(port) as second:
        assert (first.is_running, second.url, second.predict(1)) == (False, first.url, 1)
        with other.serve(port) as third:
            assert (second.is_running, third.predict(1)) == (False, "other")


def test_a_server_answers_with_the_truss_that_was_made_anew(tmp_path):
    directory = tmp_path / "iris"
    handle = truss.mk_truss(LogisticRegression(max_iter=500).fit(X, Y), directory, verify=False)
    with handle.serve() as server:
        assert server.predict(X[::75])["predictions"] == [0, 1]
        narrow = LogisticRegression(max_iter=500).fit(X[:, :2], Y + 5)
        truss.mk_truss(narrow, directory, verify=False)
        expected = narrow.predict(X[::75, :2]).tolist()
        assert server.predict(X[::75, :2])["predictions"] == expected
        broken = (directory / "model" / "model.py").read_text() + "\nraise RuntimeError('of no use')\n"
        (directory / "model" / "model.py").write_text(broken)
        with pytest.raises(TrussError, match="of no use"):
            server.reload()
        with pytest.warns(TrussWarning, match="still answers with the former model"):
            truss.mk_truss(LogisticRegression(max_iter=500).fit(X, Y), directory, verify=False)
        assert server.predict(X[::75, :2])["predictions"] == expected


def test_an_interrupt_while_a_model_loads_frees_the_port(tmp_path):
    handle = truss.init(tmp_path / "slow")
    loading = tmp_path / "loading"
    source = (
        f"import pathlib, time\nclass Model:\n    def load(self):\n        pathlib.Path({str(loading)!r}).touch()\n"
    )
    source += "        time.sleep(600)\n    def predict(self, request):\n        return request\n"
    (handle.directory / "model" / "model.py").write_text(source)
    port = free_port()
    interrupter = threading.Thread(target=lambda: (wait_for(loading.exists), os.kill(os.getpid(), signal.SIGINT)))
    interrupter.start()
    with pytest.raises(KeyboardInterrupt):
        handle.serve(port)
    interrupter.join()
    (handle.directory / "model" / "model.py").write_text(ECHO)
    with handle.serve(port) as server:
        assert server.predict("again") == "again"


def free_port():
    """A port that the system lends to no connection in the meantime, as it does from 32768 on."""
    while True:
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", random.randint(15_000, 32_000))) as free:
            return free.getsockname()[1]


def wait_for(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_server_is_asked_by_values(echo):
    (echo.directory / "model" / "model.py").write_text(
        "class Model:\n    def predict(self, request):\n        return iter(request) if request == 'abc' else request\n"
    )
    with echo.serve() as server:
        assert server.predict({"a": np.arange(2)}) == {"a": [0, 1]}
        assert list(server.stream("abc")) == ["a", "b", "c"]
        assert asyncio.run(asked_side_by_side(server)) == ([0, 1, 2], ["a", "b", "c"])
        assert server.client.models() == [server.entry]


async def asked_side_by_side(server):
    answers = await asyncio.gather(*[server.apredict(number) for number in range(3)])
    return answers, [item async for item in server.astream("abc")]


def test_a_model_that_does_not_load(echo):
    (echo.directory / "model" / "model.py").write_text(ECHO + "    def load(self):\n        raise KeyError\n")
    with pytest.raises(TrussError) as caught:
        echo.serve()
    assert caught.value.code == "MODEL_LOAD_FAILED"


def test_what_is_doubtful_about_its_environment_is_a_warning(echo):
    (echo.directory / "model" / "model.py").write_text("import yaml\n" + ECHO)
    with pytest.warns(TrussWarning, match="(?i)pyyaml") as caught, echo.serve() as server:
        assert ask(server, {"a": 1}) == {"a": 1}
    assert [warning.filename for warning in caught] == [__file__]


def test_its_log_can_be_read(echo):
    with echo.serve() as server:
        ask(server, {"a": 1})
    assert any("asked" in json.dumps(record) for record in server.logs)


def test_it_ends_with_the_engine(echo):
    server = echo.serve()
    close_engine()
    assert not server.is_running
    with pytest.raises(urllib.error.URLError):
        ask(server, {})


def test_a_killed_python_leaves_no_server(echo):
    program = [sys.executable, PROGRAMS / "serve_and_wait.py", echo.directory]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as running:
        url = json.loads(running.stdout.readline())["url"]
        host, _, port = url.removeprefix("http://").rpartition(":")
        with socket.create_connection((host, int(port)), timeout=30) as connection:
            running.kill()
            assert connection.recv(1) == b""  # the server closes what is idle when it ends
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(url)


def test_the_answer_is_that_of_the_process_and_of_the_object(tmp_path):
    model = LogisticRegression(max_iter=500).fit(X, Y)
    handle = truss.mk_truss(model, tmp_path / "iris")
    request = {"inputs": X[::40].tolist()}
    with handle.serve() as server:
        answer = ask(server, request)
        with pytest.raises(urllib.error.HTTPError) as caught:
            ask(server, {"inputs": [[1, 2, 3]]})
    assert answer == handle.predict(request)
    assert answer["predictions"] == model.predict(X[::40]).tolist()
    assert np.allclose(answer["probabilities"], model.predict_proba(X[::40]))
    assert caught.value.code == 400
    assert "rows of 4 values" in caught.value.read().decode()
