"""What a handle says of a truss, and of the methods that it does not have."""

import copy
import json
import os
import pickle
import traceback
import urllib.error
import urllib.request
from pathlib import Path

import pytest

import truss
from truss._handle.containers import container_error
from truss.errors import TrussError

CONFIG = """\
model_name: Iris & Co
description: Tells flowers
model_class_filename: flowers.py
model_class_name: Flowers
data_dir: weights
examples_filename: tries.yaml
requirements: [numpy==2.0, scipy]
system_packages: [ffmpeg]
secrets: {key: not-shown}
resources: {cpu: 500m, memory: 512Mi, accelerator: T4}
signature:
  inputs: [{name: inputs, datatype: FP64, shape: [-1, 4]}]
"""


@pytest.fixture
def handle(tmp_path):
    handle = truss.init(tmp_path / "flowers")
    (handle.directory / "config.yaml").write_text(CONFIG)
    (handle.directory / "tries.yaml").write_text("- name: first\n  input: {inputs: [[1.0]]}\n")
    return handle


def test_the_spec_has_what_the_config_and_the_directory_say(handle):
    spec = handle.spec
    root = handle.directory
    assert (spec.truss_dir, spec.config_path, spec.data_dir) == (root, root / "config.yaml", root / "weights")
    assert (spec.model_module_dir, spec.model_class_filepath) == (root / "model", root / "model" / "flowers.py")
    assert (spec.model_module_name, spec.model_module_fullname) == ("flowers", "model.flowers")
    assert (spec.model_class_name, spec.model_name) == ("Flowers", "Iris & Co")
    assert (spec.model_framework_name, spec.model_framework_type) == ("custom", "custom")
    assert (spec.cpu, spec.memory, spec.use_gpu, spec.python_version) == ("500m", "512Mi", True, None)
    assert (spec.requirements, spec.requirements_txt) == (["numpy==2.0", "scipy"], "numpy==2.0\nscipy\n")
    assert (spec.system_packages, spec.system_packages_txt) == (["ffmpeg"], "ffmpeg\n")
    assert (dict(spec.environment_variables), dict(spec.secrets)) == ({}, {"key": "not-shown"})
    assert (spec.examples_path, spec.examples) == (root / "tries.yaml", [truss.Example("first", {"inputs": [[1.0]]})])
    assert (spec.description, spec.yaml_string) == ("Tells flowers", CONFIG)
    assert json.loads(spec.json_string) == dict(spec.config) == dict(handle.config)
    assert repr(spec) == f"TrussSpec({str(root)!r})"


def test_the_fields_of_a_config_are_attributes_too(handle):
    config = handle.spec.config
    assert (config.resources.use_gpu, config.resources.cpu, config.model_name) == (True, "500m", "Iris & Co")
    assert (handle.config.signature.inputs[0]["name"], config.resources) == ("inputs", config["resources"])
    with pytest.raises(AttributeError, match="no field 'use_gpu'"):
        _ = config.use_gpu
    with pytest.raises(AttributeError):
        config.resources.use_gpu = False
    assert pickle.loads(pickle.dumps(config)) == copy.deepcopy(config) == config


def test_the_modules_of_2022_have_their_classes():
    from truss.truss_handle import TrussHandle
    from truss.truss_spec import TrussSpec
    from truss.types import Example

    assert (TrussHandle, TrussSpec, Example) == (truss.TrussHandle, truss.TrussSpec, truss.Example)


def test_nothing_in_a_spec_can_be_written_to(handle):
    spec = handle.spec
    with pytest.raises(AttributeError):
        spec.cpu = "2"
    for mapping in (spec.config, spec.secrets, spec.environment_variables):
        with pytest.raises(TypeError):
            mapping["cpu"] = "2"
    spec.requirements.append("pandas")
    assert spec.requirements == ["numpy==2.0", "scipy"]


def test_a_spec_is_of_its_moment_and_a_handle_of_now(handle):
    before = handle.spec
    handle.update_description("another")
    assert (before.description, handle.spec.description) == ("Tells flowers", "another")


def test_a_notebook_shows_a_table(handle):
    table = handle._repr_html_()
    assert table.startswith("<table><tr>")
    for shown in ("Iris &amp; Co: Tells flowers", "inputs: FP64 [-1, 4]", "ffmpeg", ">key<", ">first<", ">T4<"):
        assert shown in table
    assert "not-shown" not in table


def test_the_readme_says_how_it_is_asked(handle):
    readme = handle.generate_readme()
    assert readme.startswith("# Iris & Co\n\nTells flowers\n")
    assert """truss predict . -d '{"inputs":[[1.0]]}'""" in readme
    assert 'tr.predict(tr.example("first").input)' in readme
    assert "not-shown" not in readme


@pytest.mark.parametrize("name", ["run_python_script", "patch_container", "truss_hash_on_serving_container"])
def test_methods_that_nothing_stands_for_say_what_there_is_instead(handle, name):
    with pytest.raises(TrussError, match=rf"{name}\(\) is not there") as caught:
        getattr(handle, name)
    assert caught.value.code == "CONTAINERS_UNSUPPORTED"
    assert caught.value.hint
    assert not hasattr(handle, name)


METHODS_OF_2022 = """
    server_predict build_docker_image docker_run docker_predict docker_build_setup add_python_requirement
    add_system_package add_environment_variable add_secret update_requirements update_requirements_from_file add_data
    examples update_examples example add_example get_docker_images_from_label get_docker_containers_from_labels
    kill_container container_logs get_urls_from_truss enable_gpu update_description generate_readme
"""
SPEC_OF_2022 = """
    truss_dir config_path data_dir model_module_dir model_class_filepath config python_version cpu memory use_gpu
    json_string yaml_string model_module_name model_module_fullname model_class_name model_framework_type
    model_framework_name requirements requirements_txt system_packages system_packages_txt environment_variables
    examples_path examples secrets description
"""


@pytest.mark.parametrize("name", METHODS_OF_2022.split())
def test_every_method_of_2022_is_there_or_says_what_is(handle, name):
    error = container_error(name)
    assert error.hint if error else callable(getattr(handle, name))


def test_the_spec_of_2022(handle):
    spec = handle.spec
    assert [name for name in SPEC_OF_2022.split() if not hasattr(spec, name)] == []


def test_the_module_of_2022():
    from truss import build

    assert (build.cleanup, build.mk_truss, build.init) == (truss.cleanup, truss.mk_truss, truss.init)


def test_a_misspelt_method_is_none(handle):
    with pytest.raises(AttributeError, match="'TrussHandle' object has no attribute 'docker_walk'"):
        handle.docker_walk()


def test_server_predict_is_predict(handle):
    (handle.directory / "model" / "flowers.py").write_text(
        "class Flowers:\n    def predict(self, request):\n        return request\n"
    )
    assert handle.server_predict({"a": 1}) == handle.predict({"a": 1}) == {"a": 1}


def test_kill_all_stops_the_servers_of_this_process(tmp_path):
    servers = [truss.init(tmp_path / name).serve() for name in ("one", "two")]
    servers[0].stop()
    truss.kill_all()
    assert [server.is_running for server in servers] == [False, False]
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(servers[1].url)
    truss.kill_all()


def test_cleanup_frees_what_is_made_again_and_leaves_the_rest(monkeypatch, capsys):
    home = Path(os.environ["TRUSS_HOME"]).resolve()
    cache, secret, model = (
        home / "cache" / "old.json",
        home / "secrets" / "key",
        home / "models" / "mine" / "config.yaml",
    )
    for file in (cache, secret, model):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x" * 1000)
    monkeypatch.delenv("TRUSS_QUIET")
    assert cache in truss.cleanup(dry_run=True)
    assert cache.exists()
    assert cache in truss.cleanup()
    assert (cache.exists(), secret.exists(), model.exists()) == (False, True, True)
    would, did = capsys.readouterr().out.splitlines()
    assert would.startswith("Would free ")
    assert did == would.replace("Would free", "Freed")


@pytest.mark.parametrize("call", [truss.load, truss.from_directory, lambda path: truss.init(path.parent)])
def test_what_goes_wrong_is_told_without_frames_of_truss(call, tmp_path):
    (tmp_path / "other.txt").touch()
    with pytest.raises(TrussError) as caught:
        call(tmp_path / "missing")
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert [Path(frame.filename).name for frame in frames if frame.filename != __file__] == ["_frames.py"]
