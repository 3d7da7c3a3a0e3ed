"""Secrets reach a model in this process as they reach one in a server, and are shown nowhere."""

import json
import os
import traceback
import urllib.request
from pathlib import Path

import pytest

import truss
from truss._secrets import SecretValues

MODEL = """
class Model:
    def __init__(self, secrets):
        self.secrets = secrets

    def predict(self, request):
        return {name: self.secrets[name] for name in request}
"""
CONFIG = "secrets:\n  by_default: here\n  stored: here\n  set: here\n  missing: null\n"


def store(secrets):
    """Writes the local store, which nobody else may read."""
    path = Path(os.environ["TRUSS_HOME"], "config.yaml")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o600)
    path.write_text(f"secrets: {json.dumps(secrets)}\n")


@pytest.fixture
def handle(tmp_path, monkeypatch):
    store({"stored": "there", "set": "there", "undeclared": "there"})
    monkeypatch.setenv("TRUSS_SECRET_set", "now")
    handle = truss.init(tmp_path / "keeper")
    (handle.directory / "config.yaml").write_text(CONFIG)
    (handle.directory / "model" / "model.py").write_text(MODEL)
    return handle


def test_they_are_resolved_as_for_a_server(handle):
    request = {"by_default": 1, "stored": 1, "set": 1}
    answer = handle.predict(request)
    assert answer == {"by_default": "here", "stored": "there", "set": "now"}
    with handle.serve() as server:
        sent = urllib.request.Request(f"{server.url}/v1/models/model:predict", json.dumps(request).encode())
        with urllib.request.urlopen(sent) as response:
            assert json.load(response) == answer


@pytest.mark.parametrize("name", ["missing", "undeclared"])
def test_those_without_a_value_or_a_declaration_are_refused(handle, name):
    with pytest.raises(KeyError, match=name):
        handle.predict({name: 1})


def test_one_that_is_set_later_is_seen(handle, monkeypatch):
    handle.predict({"set": 1})
    monkeypatch.setenv("TRUSS_SECRET_set", "later")
    assert handle.predict({"set": 1}) == {"set": "later"}
    monkeypatch.delenv("TRUSS_SECRET_set")
    assert handle.predict({"set": 1}) == {"set": "there"}
    store({"set": "another"})
    assert handle.predict({"set": 1}) == {"set": "another"}


def test_no_value_is_shown(handle):
    failing = MODEL.replace("self.secrets = secrets", "1 / 0")
    (handle.directory / "model" / "model.py").write_text(failing)
    with pytest.raises(truss.TrussError) as caught:
        handle.predict({})
    frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    shown = "".join(frames.format())
    assert "secrets = <secrets: by_default, stored, set>" in shown  # in the model's own frame
    for value in ("there", "now"):  # what the config says is no secret
        assert f"'{value}'" not in shown
    assert "there" not in handle._repr_html_() + repr(handle) + str(handle.config)
    assert f"{SecretValues(a='b')} {SecretValues(a='b')!r}" == "<1 secrets> <1 secrets>"
