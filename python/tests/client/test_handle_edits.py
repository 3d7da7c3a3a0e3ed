"""Every change that a handle makes: in the file as its user wrote it, through the real engine."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import truss
from truss.errors import InvalidConfigurationError, ModelFilesMissingError, TrussWarning, ValidationError

CONFIG = """\
# My model, for the museum.
model_name: Iris  # the flower

requirements:  # of the model
  - Scikit_Learn==1.5  # the newest that works
  - requests
# what the API wants
environment_variables: {LEVEL: info}
"""


@pytest.fixture
def handle(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    handle = truss.init("museum")
    Path("museum/config.yaml").write_text(CONFIG)
    return handle


def config_text():
    return Path("museum/config.yaml").read_text()


def changed(*, added="", removed=""):
    """The config with lines added at its end, and one taken away."""
    assert removed in CONFIG
    return CONFIG.replace(removed, "") + added


@pytest.mark.parametrize(
    ("edit", "added"),
    [
        (lambda handle: handle.update_description("Tells: flowers"), 'description: "Tells: flowers"\n'),
        (lambda handle: handle.update_python_version("3.10"), 'python_version: "3.10"\n'),
        (lambda handle: handle.enable_gpu(), "\nresources:\n  use_gpu: true\n"),
        (lambda handle: handle.add_secret("api.key"), '\nsecrets:\n  api.key: ""\n'),
        (lambda handle: handle.add_secret("api.key", None), "\nsecrets:\n  api.key: null\n"),
        (lambda handle: handle.add_secret("api.key", "none"), "\nsecrets:\n  api.key: none\n"),
        (lambda handle: handle.add_system_package("ffmpeg"), "\nsystem_packages:\n  - ffmpeg\n"),
        (lambda handle: handle.set_base_image("debian:12"), "\nbase_image:\n  image: debian:12\n"),
    ],
)
def test_one_field_changes_and_all_else_stays(handle, edit, added):
    edit(handle)
    assert config_text() == changed(added=added)
    edit(handle)
    assert config_text() == changed(added=added)


def test_what_is_set_is_what_the_spec_says(handle):
    handle.update_description("Tells flowers")
    handle.update_python_version("3.11")
    handle.enable_gpu()
    handle.add_secret("key", "none")
    handle.set_base_image("debian:12", "/usr/bin/python3")
    handle.add_environment_variable("RATE", "1.10")
    handle.add_environment_variable("LEVEL", "two\nlines")
    spec = handle.spec
    assert (spec.description, spec.python_version, spec.use_gpu) == ("Tells flowers", "py311", True)
    assert dict(spec.secrets) == {"key": "none"}
    assert dict(spec.environment_variables) == {"LEVEL": "two\nlines", "RATE": "1.10"}
    assert spec.config["base_image"]["python_executable_path"] == "/usr/bin/python3"
    handle.set_base_image("debian:13")
    assert handle.config["base_image"] == {
        **spec.config["base_image"],
        "image": "debian:13",
        "python_executable_path": None,
    }


def test_requirements_are_added_in_the_place_of_their_package(handle):
    handle.add_python_requirement("scikit-learn>=1.6")
    handle.add_python_requirement("numpy")
    handle.add_python_requirement("numpy")
    assert config_text() == CONFIG.replace("Scikit_Learn==1.5", "scikit-learn>=1.6").replace(
        "  - requests\n", "  - requests\n  - numpy\n"
    )
    assert handle.spec.requirements_txt == "scikit-learn>=1.6\nrequests\nnumpy\n"


def test_requirements_are_removed_by_name(handle):
    handle.remove_python_requirement("scikit-learn")
    assert config_text() == changed(removed="  - Scikit_Learn==1.5  # the newest that works\n")
    with pytest.raises(ValidationError, match=r"no requirement request\.") as caught:
        handle.remove_python_requirement("request")
    assert caught.value.hint == "Did you mean requests?"


def test_system_packages_are_removed(handle):
    handle.add_system_package("ffmpeg")
    handle.add_system_package("git")
    handle.remove_system_package("ffmpeg")
    assert handle.spec.system_packages == ["git"]
    assert handle.spec.system_packages_txt == "git\n"
    with pytest.raises(ValueError, match="no system package curl"):
        handle.remove_system_package("curl")


def test_all_requirements_are_replaced(handle):
    handle.update_requirements(["pandas", "Scikit_Learn==1.5"])
    assert handle.spec.requirements == ["Scikit_Learn==1.5", "pandas"]
    assert "  # the newest that works" in config_text()
    Path("needs.txt").write_text("# mine\nnumpy==2.0  # for arrays\n\nscipy\n")
    handle.update_requirements_from_file("needs.txt")
    assert handle.spec.requirements == ["numpy==2.0", "scipy"]
    Path("pyproject.toml").write_text('[project]\nname = "museum"\nversion = "1"\n')
    handle.update_requirements_from_file("pyproject.toml")
    assert (handle.spec.requirements, handle.config["requirements_file"]) == ([], "pyproject.toml")
    with pytest.raises(ValidationError, match=r"requirements of this truss are in pyproject\.toml"):
        handle.add_python_requirement("numpy")
    handle.update_requirements([])
    assert handle.config["requirements_file"] is None
    with pytest.raises(ModelFilesMissingError, match=r"nowhere\.txt"):
        handle.update_requirements_from_file("nowhere.txt")


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda handle: handle.add_secret("a/b"), "must be a name made of letters, digits, -, . and _"),
        (lambda handle: handle.add_secret(""), "must be a name made of"),
        (lambda handle: handle.add_secret("x" * 254), "a name of at most 253 characters"),
        (lambda handle: handle.add_secret(".."), r"a name other than \. and \.\."),
        (lambda handle: handle.update_python_version("2.7"), "python_version must be one of py39"),
        (lambda handle: handle.add_environment_variable("A=B", "c"), "must be the name of an environment variable"),
        (lambda handle: handle.add_python_requirement("numpy=1"), r"(?s)no version constraint.*Hint: Write numpy==1"),
        (lambda handle: handle.update_requirements(["a=1", "b=2"]), r"(?s)a=1.*b=2"),
        (lambda handle: handle.update_description(["3"]), "description must be text, not a list"),
    ],
)
def test_a_value_that_is_not_allowed_changes_nothing(handle, edit, message):
    with pytest.raises(ValueError, match=message):
        edit(handle)
    assert config_text() == CONFIG


def test_a_config_that_is_broken_already_is_not_touched(handle):
    Path("museum/config.yaml").write_text("requirements: [\n")
    with pytest.raises(InvalidConfigurationError):
        handle.enable_gpu()
    assert config_text() == "requirements: [\n"


def test_what_is_doubtful_is_a_warning_where_it_was_done(handle):
    with pytest.warns(TrussWarning, match="PORT is reserved") as caught:
        handle.add_environment_variable("PORT", "80")
    assert [warning.filename for warning in caught] == [__file__]
    handle.enable_gpu()


def test_data_and_packages_are_copied(handle):
    Path("labels/old").mkdir(parents=True)
    Path("labels/a.txt").write_text("a")
    Path("steps.py").write_text("FACTOR = 3\n")
    handle.add_data("labels")
    handle.add_data(Path("labels/*.txt"))
    handle.add_bundled_package("steps.py")
    assert (handle.spec.data_dir / "labels" / "a.txt").read_text() == "a"
    assert (handle.spec.data_dir / "a.txt").read_text() == "a"
    (handle.directory / "model" / "model.py").write_text(
        "import steps\nclass Model:\n    def predict(self, request):\n        return request * steps.FACTOR\n"
    )
    assert handle.predict(2) == 6
    with pytest.raises(ModelFilesMissingError, match=r"No file matches .*/nothing/\*"):
        handle.add_data("nothing/*")
    with pytest.raises(ValidationError, match="cannot be copied into a truss that lies in it"):
        handle.add_data(".")


def test_examples_are_added_found_and_replaced(handle):
    Path("museum/examples.yaml").write_text("# mine\n- name: first  # the usual one\n  input: {inputs: [[1.0, 2]]}\n")
    handle.add_example("second", {"inputs": np.array([[1.0, 2.0]]), "names": pd.Series(["a"])})
    assert Path("museum/examples.yaml").read_text().startswith("# mine\n- name: first  # the usual one\n")
    assert handle.examples() == [
        truss.Example("first", {"inputs": [[1.0, 2]]}),
        truss.Example("second", {"inputs": [[1.0, 2.0]], "names": ["a"]}),
    ]
    assert [type(value) for value in handle.example("first").input["inputs"][0]] == [float, int]
    assert handle.example(-1) == handle.example("second") == handle.example(1)

    handle.add_example("first", [12345678901234567890, 1e-7, 2.0, None])
    assert handle.example(0).input == [12345678901234567890, 1e-7, 2.0, None]
    assert repr(handle.example(0).input[2]) == "2.0"

    handle.update_examples([truss.Example("third", 3), {"name": "first", "input": 1}])
    assert [example.name for example in handle.examples()] == ["third", "first"]
    assert handle.spec.examples == handle.examples()
    handle.update_examples([])
    assert handle.examples() == []


def test_examples_may_be_files(handle):
    text = """\
- name: photo  # of a cat
  input_file: requests/cat.png
  output_file: answers/cat.png
- name: chat
  method: chat_completions
  input: {messages: []}
"""
    requests = Path("museum/requests")
    requests.mkdir()
    (requests / "cat.png").write_bytes(b"\x89PNG")
    (requests / "dog.png").write_bytes(b"\x89PNG")
    Path("museum/examples.yaml").write_text(text)
    photo = handle.example("photo")
    assert (photo.input, photo.input_file) == (None, "requests/cat.png")

    handle.update_examples(handle.examples())
    assert Path("museum/examples.yaml").read_text() == text
    handle.update_examples([photo, {"name": "chat", "input": 1}, {"name": "dog", "input_file": "requests/dog.png"}])
    assert Path("museum/examples.yaml").read_text() == (
        text.replace("input: {messages: []}", "input: 1") + "- name: dog\n  input_file: requests/dog.png\n"
    )
    with pytest.raises(ValidationError, match=r"example none is missing: there is no file requests/none\.png"):
        handle.update_examples([truss.Example("none", input_file="requests/none.png")])


def test_examples_may_be_forms(handle):
    Path("museum/cat.png").write_bytes(b"\x89PNG")
    form = {"caption": "a cat", "size": 1.5, "photo": {"file": "cat.png"}, "tags": ["black", "indoors"]}
    handle.update_examples([truss.Example("seen", form=form)])
    seen = handle.example("seen")
    assert (seen.input, seen.form) == (None, {**form, "size": "1.5"})
    text = Path("museum/examples.yaml").read_text()
    handle.update_examples([{"name": "seen", "form": form}])
    assert Path("museum/examples.yaml").read_text() == text
    with pytest.raises(ValidationError, match=r"example none is missing: there is no file none\.png"):
        handle.update_examples([truss.Example("none", form={"photo": {"file": "none.png"}})])
    with pytest.raises(ValidationError, match="has a field photo that is no text and no file"):
        handle.update_examples([truss.Example("none", form={"photo": None})])


def test_examples_that_cannot_be(handle):
    with pytest.raises(ValidationError, match="No example named other was found; there are: example1"):
        handle.example("other")
    with pytest.raises(ValidationError, match="no example 1: the truss has 1"):
        handle.example(1)
    with pytest.raises(
        ValidationError, match=r"The example bad cannot be encoded as JSON at inputs: it is of type object"
    ):
        handle.add_example("bad", {"inputs": object()})
    with pytest.raises(ValidationError, match="must have a `name`"):
        handle.add_example("", 1)
    with pytest.raises(ValidationError, match="two examples are named a"):
        handle.update_examples([truss.Example("a", 1), truss.Example("a", 2)])
    with pytest.raises(ValidationError, match="An example has a name and an input, and not: title"):
        handle.update_examples([{"title": "a"}])
    for odd in ({"a": 1}, "abc", 5):
        with pytest.raises(ValidationError, match="examples must be a list, not"):
            handle.update_examples(odd)
    for odd in (1, None, ["a", 1], {"name": 1, "input": 2}):
        with pytest.raises(ValidationError, match="is no example"):
            handle.update_examples([odd])
    assert [example.name for example in handle.examples()] == ["example1"]


def test_a_text_is_no_list(handle, tmp_path):
    with pytest.raises(ValidationError, match="requirements must be a list, not 'numpy'"):
        handle.update_requirements("numpy")
    with pytest.raises(ValidationError, match=r"data_files must be a list, not 'rows\.csv'"):
        truss.init(tmp_path / "with-data", data_files="rows.csv")
