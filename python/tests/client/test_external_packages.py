"""Modules outside of a truss that its model imports."""

import json
import urllib.request
from pathlib import Path

import pytest

import truss
from truss.errors import ModelFilesMissingError

MODEL = """\
import outer_steps


class Model:
    def predict(self, request):
        return {"predictions": [row * outer_steps.FACTOR for row in request["inputs"]]}
"""


@pytest.fixture
def handle(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("shared").mkdir()
    Path("shared/outer_steps.py").write_text("FACTOR = 3\n")
    handle = truss.init("museum")
    Path("museum/model/model.py").write_text(MODEL)
    Path("museum/config.yaml").write_text("model_name: Iris\n")
    return handle


def config_text():
    return Path("museum/config.yaml").read_text()


def ask(url, request):
    body = json.dumps(request).encode()
    with urllib.request.urlopen(f"{url}/v1/models/model:predict", body, timeout=30) as answer:
        return json.load(answer)


def test_directories_are_added_once_and_cleared(handle):
    handle.add_external_package("../shared")
    handle.add_external_package("../shared")
    assert config_text() == "model_name: Iris\n\nexternal_package_dirs:\n  - ../shared\n"
    with pytest.raises(ModelFilesMissingError, match="there is no directory"):
        handle.add_external_package("shared")
    with pytest.raises(ModelFilesMissingError, match="is a file, and no directory"):
        handle.add_external_package("../shared/outer_steps.py")
    assert handle.config["external_package_dirs"] == ["../shared"]
    handle.clear_external_packages()
    assert handle.config["external_package_dirs"] == []
    assert Path("shared/outer_steps.py").exists()


def test_a_directory_that_is_gone_does_not_stop_other_edits(handle):
    handle.add_external_package("../shared")
    Path("shared").rename("away")
    handle.update_description("Tells flowers")
    assert handle.spec.description == "Tells flowers"
    handle.clear_external_packages()


def test_a_model_in_this_process_sees_edits_outside(handle):
    handle.add_external_package(Path("shared").absolute())
    assert handle.predict({"inputs": [2]}) == {"predictions": [6]}
    Path("shared/outer_steps.py").write_text("FACTOR = 40\n")
    assert handle.predict({"inputs": [2]}) == {"predictions": [80]}
    Path("shared").rename("away")
    with pytest.raises(ModelFilesMissingError, match="The packages in"):
        handle.predict({"inputs": [2]})


def test_a_served_model_imports_from_outside(handle):
    handle.add_external_package("../shared")
    with handle.serve() as server:
        assert ask(server.url, {"inputs": [2]}) == {"predictions": [6]}
