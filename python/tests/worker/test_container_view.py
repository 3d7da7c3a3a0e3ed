"""Places of a container where there is none: what is started sees them, or runs as it would without."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

VIEWER = Path(__file__).parents[2] / "src" / "truss_worker" / "process" / "container_view.py"
PYTHON = sys._base_executable
PLACE = "/truss-test-place"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")

SHOW = f"""
import json, os, sys
seen = os.path.exists({PLACE!r})
files = sorted(os.listdir({PLACE!r})) if seen else None
print(json.dumps([sys._xoptions.get("truss_places"), files, os.getcwd(), sys.argv[1:]]))
"""


def start(tmp_path, places):
    arguments = [PYTHON, "-I", "-S", str(VIEWER), json.dumps(places), PYTHON, "-c", SHOW, "more"]
    result = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (result.returncode, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_what_is_started_sees_the_directory(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a").touch()
    seen = start(tmp_path, {PLACE: str(tmp_path / "files")})
    assert seen in ([PLACE, ["a"], str(tmp_path), ["more"]], [None, None, str(tmp_path), ["more"]])
    assert not os.path.exists(PLACE)
    if subprocess.run(["unshare", "-Urm", "true"], check=False).returncode == 0:
        assert seen[0] == PLACE


@pytest.mark.parametrize("places", [{PLACE: "/no/such/directory"}, {"/proc/nowhere/at/all": None}])
def test_where_it_cannot_be_done_it_runs_without(tmp_path, places):
    assert start(tmp_path, places) == [None, None, str(tmp_path), ["more"]]
