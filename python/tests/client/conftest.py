"""What the tests of the Python package share."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from client.watcher import Watcher, fitted_on
from truss._engine_client import close_engine
from truss._packing.pack import pack as pack_model
from truss.frameworks.known import framework_of

pytest.register_assert_rewrite("client.framework_conformance")

PROGRAMS = Path(__file__).parent / "programs"
REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory, monkeypatch):
    """No test touches the user's own ~/.truss, and none prints."""
    monkeypatch.setenv("TRUSS_HOME", str(tmp_path_factory.getbasetemp() / "home"))
    monkeypatch.setenv("TRUSS_QUIET", "1")


@pytest.fixture(autouse=True, scope="module")
def _own_engine():
    """The engine keeps the environment that it was started with, so it serves the tests of one file."""
    yield
    close_engine()


def the_wheel():
    """The wheel that the set-up has built; without it there is nothing to test, which is a failure."""
    named = os.environ.get("TRUSS_WHEEL")
    wheels = [Path(named)] if named else sorted((REPOSITORY / "dist").glob("truss-*.whl"))
    assert wheels, "no dist/truss-*.whl: run `make build` first, or name one in TRUSS_WHEEL"
    return wheels[-1]


@pytest.fixture
def pack(tmp_path):
    """Packs a model without the engine: gives the directory and what the engine would be told."""

    def pack(model, rows=None):
        staging = tmp_path / f"staging-{len(os.listdir(tmp_path))}"
        staging.mkdir()
        return staging, pack_model(framework_of(model), model, staging, rows)

    return pack


@pytest.fixture
def load_generated(pack):
    """Packs a model, and gives the loaded instance of its generated class."""

    def load(model, rows=None):
        directory, _ = pack(model, rows)
        namespace = {"__name__": "model"}
        exec((directory / "model" / "model.py").read_text("utf-8"), namespace)
        instance = namespace["Model"](config={}, data_dir=directory / "data", secrets={})
        instance.load()
        return instance

    return load


@pytest.fixture
def asked(load_generated):
    """Packs a model of a column, and gives what shows how it sees the values that a caller sends for it."""

    def asked(column):
        frame = column.to_frame("x")
        model = load_generated(fitted_on(frame), frame[:2])

        def see(*values):
            model.predict({"inputs": [{"x": value} for value in values]})
            return Watcher.seen["x"]

        return see

    return asked


def run_python(program, *arguments, stdin=None, cwd=None, env=None):
    """Runs a Python program in a process of its own; gives its stdout, and shows its stderr where it fails."""
    done = subprocess.run(
        [sys.executable, str(program), *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**_without_python_s_variables(), **(env or {})},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _without_python_s_variables():
    # PYTHONDONTWRITEBYTECODE alone makes the import of scikit-learn take three times as long.
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def answer_afresh(requests, cwd):
    """Answers [(directory, request), …] with packed models in a fresh process."""
    return checked(outcomes_afresh(requests, cwd))


def checked(answers):
    """The answers, of which none may have failed."""
    failed = [answer["traceback"] for answer in answers if isinstance(answer, dict) and "traceback" in answer]
    assert not failed, "\n".join(failed)
    return answers


def outcomes_afresh(requests, cwd):
    """As `answer_afresh`, with `{"traceback": …}` in the place of the answer of one that failed."""
    return told_afresh(requests, cwd)["answers"]


def told_afresh(requests, cwd):
    """All that the fresh process tells: `answers`, and the `packages` that it has imported."""
    stdin = json.dumps([[str(directory), request] for directory, request in requests])
    return json.loads(run_python(PROGRAMS / "answer.py", stdin=stdin, cwd=cwd))
