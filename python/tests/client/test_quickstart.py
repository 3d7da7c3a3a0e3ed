"""The quickstart as a new user meets it: a fresh environment with the wheel, a real kernel, a terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from client.conftest import REPOSITORY, the_wheel

NOTEBOOK = REPOSITORY / "docs" / "quickstart" / "quickstart.ipynb"

VERBATIM = """\
import truss
from sklearn.ensemble import RandomForestClassifier
from sklearn.datasets import load_iris
iris = load_iris()
data_x = iris['data']
data_y = iris['target']
rfc = RandomForestClassifier()
rfc.fit(data_x, data_y)
tr = truss.mk_truss(rfc, target_directory="iris_rfc")
tr.predict({"inputs": [[0, 0, 0, 0]]})     # {'predictions': [...], 'probabilities': [[...]]}"""

RUN_NOTEBOOK = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
print(nbformat.writes(notebook))
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A fresh virtual environment with the wheel, scikit-learn and a kernel; gives its bin/."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    uv = Path(sys.executable).with_name("uv")
    run([uv, "venv", "--quiet", "--python", sys.executable, folder])
    packages = [the_wheel(), "scikit-learn", "ipykernel", "nbclient"]
    run([uv, "pip", "install", "--quiet", "--python", folder / "bin" / "python", *packages])
    return folder / "bin"


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    return tmp_path_factory.mktemp("workplace")


@pytest.fixture(scope="module")
def executed(environment, workplace):
    """The notebook, run in a kernel of that environment, in an empty directory."""
    home = {"TRUSS_HOME": str(workplace / "home"), "IPYTHONDIR": str(workplace / "ipython")}
    return json.loads(run([environment / "python", "-c", RUN_NOTEBOOK, NOTEBOOK], cwd=workplace, env=home))


def run(command, cwd=None, env=None):
    ours = ("PYTHON", "TRUSS_", "VIRTUAL_ENV")
    outside = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, cwd=cwd, env={**outside, **(env or {})}, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_notebook_has_the_code_of_the_readme_and_no_outputs():
    cells = [cell for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert "\n".join("".join(cell["source"]) for cell in cells) == VERBATIM
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)


def test_it_runs_in_a_kernel(executed, workplace):
    *_, made, answered = [cell for cell in executed["cells"] if cell["cell_type"] == "code"]
    printed = "".join("".join(output["text"]) for output in made["outputs"] if output["output_type"] == "stream")
    assert "Made a truss of RandomForestClassifier in iris_rfc" in printed
    assert "truss serve iris_rfc" in printed
    [shown] = answered["outputs"]
    answer = "".join(shown["data"]["text/plain"])
    assert "'predictions': [" in answer
    assert "'probabilities': [[" in answer
    assert (workplace / "iris_rfc" / "config.yaml").is_file()
    assert (workplace / "iris_rfc" / "requirements.lock").is_file()


def test_the_terminal_gives_the_same_answer(executed, environment, workplace):
    request = json.dumps({"inputs": [[0, 0, 0, 0]]})
    home = {"TRUSS_HOME": str(workplace / "home")}
    answer = json.loads(run([environment / "truss", "predict", "iris_rfc", "-d", request], cwd=workplace, env=home))
    code = f"import json, truss; print(json.dumps(truss.load('iris_rfc').predict({request})))"
    assert answer == json.loads(run([environment / "python", "-c", code], cwd=workplace, env=home))
