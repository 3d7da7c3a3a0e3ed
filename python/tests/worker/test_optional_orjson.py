"""Which orjson a worker takes, and when."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from truss_worker.values.optional_orjson import WithOrjson
from worker.harness import PYTHON

SOURCES = Path(__file__).parents[2] / "src"

# In a process of its own, whose interpreter has no packages: there the import is as in a worker.
SCRIPT = """
import sys
sys.path.insert(0, {sources!r})
from truss_worker.values.optional_orjson import find_orjson
path = list(sys.path)
found = find_orjson()
assert sys.path == path
try:
    import orjson as seen
except ImportError:
    seen = None
print(getattr(found, "NAME", None), getattr(seen, "NAME", None))
"""


@pytest.fixture
def folder_of(tmp_path):
    """Makes a folder that holds an `orjson` of the name."""

    def make(name, content=None):
        package = tmp_path / name / "orjson"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(content or f"NAME = {name!r}\n")
        return str(package.parent)

    return make


def found_with(*options, path=""):
    """Which orjson is found, and which one a model sees."""
    command = [PYTHON, "-S", *options, "-c", SCRIPT.format(sources=str(SOURCES))]
    done = subprocess.run(command, capture_output=True, text=True, env={"PYTHONPATH": path}, check=True)
    return done.stdout.split()


def test_that_of_the_environment_wins(folder_of):
    own = folder_of("own")
    assert found_with("-X", f"truss_packages={own}", path=folder_of("environment")) == ["environment", "environment"]


def test_that_of_truss_is_the_workers_alone(folder_of):
    assert found_with("-X", f"truss_packages={folder_of('own')}") == ["own", "None"]


@pytest.mark.parametrize("content", ["import no_such_module", "raise RuntimeError('another processor')"])
def test_one_that_does_not_fit_is_none(folder_of, content):
    assert found_with("-X", f"truss_packages={folder_of('broken', content)}") == ["None", "None"]


def test_none_is_needed(tmp_path):
    assert found_with() == ["None", "None"]
    assert found_with("-X", f"truss_packages={tmp_path / 'nowhere'}") == ["None", "None"]
    assert found_with("-X", "truss_packages") == ["None", "None"]


def test_it_is_taken_when_there_is_much_to_do():
    made = []
    function = WithOrjson(lambda module: made.append(module) or (lambda: module))
    function.note(60_000)
    assert made == [None]
    assert function.is_open
    function.note(6000)
    assert made[1].__name__ == "orjson"
    assert function.call() is made[1]
    assert not function.is_open


def python_says(script):
    """What a script prints in an interpreter that has orjson, and our sources."""
    assert importlib.util.find_spec("orjson") is not None
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(SOURCES)!r})\n{script}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_worker_starts_without_it():
    assert python_says("import truss_worker.worker.life; print('orjson' in sys.modules)") == "False\n"


def test_what_is_read_and_written_stays_the_same():
    said = python_says(f"""
from truss_worker.values import json_decode, json_encode
text = {json.dumps({"a": [0.1, 10**20, "é", None] * 500}).encode()!r}
for _ in range(10):
    value = json_decode.decode_json(text, 100)
    print(json_encode.encode_json(value).hex(), json_decode._parse.is_open, json_encode._encode.is_open)
""")
    lines = [line.split() for line in said.splitlines()]
    assert len({encoded for encoded, _, _ in lines}) == 1
    assert lines[0][1:] == ["True", "True"]
    assert lines[-1][1:] == ["False", "False"]
