"""The conversation with the engine, tried against a small program that speaks its protocol."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from client.conftest import PROGRAMS
from truss import _engine_client
from truss._engine_client import close_engine, engine
from truss.errors import InvalidConfigurationError, TrussError


@pytest.fixture(autouse=True)
def _program_as_engine(monkeypatch):
    close_engine()
    monkeypatch.setattr("truss._engine_process.engine_command", lambda: [sys.executable, str(PROGRAMS / "engine.py")])
    yield
    close_engine()


def test_it_is_started_on_first_need_and_kept():
    assert _engine_client._client is None
    first = engine()
    assert first.home == "/home/of/truss"
    assert engine() is first
    assert first.call("echo", {"words": "wörter"}) == {"words": "wörter"}


def test_answers_find_their_callers_from_any_thread():
    client = engine()
    with ThreadPoolExecutor(16) as pool:
        waiting = pool.submit(client.call, "wait", {})
        answers = list(pool.map(lambda number: client.call("echo", {"n": number}), range(200)))
        client.call("release", {})
        assert waiting.result() == {"server": "s1"}
    assert answers == [{"n": number} for number in range(200)]


def test_progress_comes_in_the_caller_s_thread():
    seen = []
    engine().call("count", {"total": 3}, lambda event: seen.append((event["done"], threading.current_thread())))
    assert seen == [(done, threading.current_thread()) for done in range(3)]


def test_an_error_has_the_class_of_its_code():
    issues = [{"path": "resources.cpu", "code": "CONFIG_INVALID", "message": "no", "severity": "error", "line": 3}]
    error = {"code": "CONFIG_INVALID", "message": "The config is wrong", "hint": "Mend it", "issues": issues}
    with pytest.raises(InvalidConfigurationError) as caught:
        engine().call("fail", error)
    assert caught.value.issues == tuple(issues)
    assert str(caught.value) == "The config is wrong\n  3: resources.cpu: no\nHint: Mend it"


def test_its_death_is_told_with_its_last_words_and_it_is_started_anew():
    client = engine()
    with pytest.raises(TrussError) as caught:
        client.call("die", {})
    assert caught.value.code == "ENGINE_UNAVAILABLE"
    assert "ended with status 3" in caught.value.message
    assert "out of luck" in caught.value.message
    with pytest.raises(TrussError, match="ended with status 3"):
        client.call("echo", {})
    assert engine() is not client
    assert engine().call("echo", {"again": True}) == {"again": True}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_line_that_is_not_json_ends_it_rather_than_hang():
    with pytest.raises(TrussError, match="was killed by signal 9"):
        engine().call("mumble", {})


def test_ctrl_c_interrupts_the_wait_and_leaves_the_engine():
    client = engine()
    with pytest.raises(KeyboardInterrupt):
        client.call("interrupt", {})
    assert engine() is client
    assert client.call("echo", {"still": "here"}) == {"still": "here"}


def test_what_an_interrupted_call_has_made_is_taken_back():
    client = engine()

    def interrupt(_event):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        client.call("wait", {}, interrupt, undo=lambda result: ("take_back", result))
    client.call("release", {})
    while client.call("what_was_taken_back", {}) != [{"server": "s1"}]:
        assert client.death is None


def test_events_reach_whoever_asked_for_them(monkeypatch):
    seen = []
    monkeypatch.setattr(_engine_client, "_event_callbacks", [lambda *event: seen.append(event)])
    engine().call("event", {"server": "s1", "record": {"message": "hello"}})
    assert seen == [("server.log", {"server": "s1", "record": {"message": "hello"}})]


def test_an_engine_of_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(_engine_client, "__version__", "0.0.1")
    with pytest.raises(TrussError, match="too old"):
        engine()
    assert _engine_client._client is None


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_starts_its_own_and_does_not_keep_the_parent_s():
    client = engine()
    child_may_end, let_child_end = os.pipe()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            own = engine()
            answer = own.call("echo", {"of": "the child"})
            own.close()
            with pytest.raises(TrussError, match="belongs to the parent process"):
                client.call("echo", {})
            os.write(write, b"ok" if answer == {"of": "the child"} else b"no")
            os.close(let_child_end)
            os.read(child_may_end, 1)
        finally:
            os._exit(0)
    assert os.read(read, 2) == b"ok"
    assert client.call("echo", {"of": "the parent"}) == {"of": "the parent"}
    close_engine()  # would have to kill it if the child held its stdin open
    assert client._process._child.returncode == 0
    os.close(let_child_end)
    os.waitpid(child, 0)
    for end in (child_may_end, read, write):
        os.close(end)
