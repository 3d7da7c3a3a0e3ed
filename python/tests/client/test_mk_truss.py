"""mk_truss, load and init as a whole, through the real engine."""

import fcntl
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

import truss
from client.conftest import PROGRAMS, run_python
from truss.errors import FrameworkNotSupportedError, TrussError

X, Y = load_iris(return_X_y=True)


@pytest.fixture(scope="module")
def forest():
    return RandomForestClassifier(5, random_state=0).fit(X, Y)


@pytest.fixture(autouse=True)
def _no_index(monkeypatch):
    """The lock has tests of its own: here uv finds nothing, which mk_truss must survive, and does so at once."""
    monkeypatch.setenv("UV_OFFLINE", "1")


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files_of(directory):
    return sorted(str(path.relative_to(directory)) for path in Path(directory).rglob("*") if path.is_file())


def test_it_makes_a_directory_that_another_process_can_use(workplace, forest):
    handle = truss.mk_truss(forest, target_directory="iris_rfc")
    assert handle.directory == workplace / "iris_rfc"
    assert set(files_of("iris_rfc")) >= {"config.yaml", "data/model/model.joblib", "examples.yaml", "model/model.py"}
    assert [name for name in os.listdir(workplace) if name.startswith(".")] == []

    answer = handle.predict({"inputs": X[::30]})
    assert answer["predictions"] == forest.predict(X[::30]).tolist()
    assert np.allclose(answer["probabilities"], forest.predict_proba(X[::30]))
    request = json.dumps({"inputs": X[::30].tolist()})
    assert json.loads(run_python(PROGRAMS / "load_truss.py", "iris_rfc", stdin=request, cwd=workplace)) == answer


def test_what_a_killed_one_left_is_removed(workplace, forest):
    long_ago = 1_000_000_000
    for name in ("left", "at-work"):
        (workplace / f".truss-staging-{name}" / "data").mkdir(parents=True)
        os.utime(workplace / f".truss-staging-{name}", (long_ago, long_ago))
    at_work = os.open(workplace / ".truss-staging-at-work", os.O_RDONLY)
    fcntl.flock(at_work, fcntl.LOCK_EX)
    truss.mk_truss(forest, "iris_rfc")
    os.close(at_work)
    assert sorted(os.listdir(workplace)) == [".truss-staging-at-work", "iris_rfc"]


def test_the_config_says_what_was_found_out(workplace, forest):
    config = truss.mk_truss(forest, "iris_rfc").config
    assert config["model_framework"] == "sklearn"
    assert config["model_metadata"] == {"model_binary_dir": "model", "supports_predict_proba": True}
    assert [line.partition("==")[0] for line in config["requirements"]] == [
        "scikit-learn",
        "numpy",
        "scipy",
        "joblib",
        "threadpoolctl",
    ]
    [inputs] = config["signature"]["inputs"]
    assert (inputs["name"], inputs["datatype"], inputs["shape"]) == ("inputs", "FP64", [-1, 4])
    with pytest.raises(TypeError):
        config["model_name"] = "mine"


def test_classes_that_are_numbers_have_names(workplace, forest):
    named = truss.mk_truss(forest, "iris_rfc", classes=load_iris().target_names, verify=False)
    predictions, probabilities = named.config["signature"]["outputs"]
    assert predictions["classes"] == [0, 1, 2]
    assert probabilities["classes"] == ["setosa", "versicolor", "virginica"]
    with pytest.raises(ValueError, match=r"has 2 names, .* probabilities of the shape \[-1, 3\]"):
        truss.mk_truss(forest, "iris_rfc", classes=["a", "b"], verify=False)
    with pytest.raises(ValueError, match="a list of names, found the text 'abc'"):
        truss.mk_truss(forest, "iris_rfc", classes="abc", verify=False)


def test_it_is_called_as_its_directory_until_somebody_calls_it_otherwise(workplace, forest):
    assert truss.mk_truss(forest, "iris_rfc").config["model_name"] == "iris-rfc"
    config = workplace / "iris_rfc" / "config.yaml"
    for name in ("model_name: Mine\n", ""):
        config.write_text(name + config.read_text().partition("\n")[2])
        assert truss.mk_truss(forest, "iris_rfc").config["model_name"] == ("Mine" if name else None)
    assert truss.init("my_own").config["model_name"] == "my-own"
    assert truss.init("model").config["model_name"] is None


def test_examples_are_kept(workplace, forest):
    handle = truss.mk_truss(forest, "iris_rfc", examples=X[:2])
    assert handle.examples() == [truss.Example("example1", {"inputs": X[:2].tolist()})]
    assert len(handle.predict(handle.example(0).input)["predictions"]) == 2


def test_a_tilde_is_the_home(workplace, forest, monkeypatch):
    monkeypatch.setenv("HOME", str(workplace))
    assert truss.mk_truss(forest, "~/iris").directory == workplace / "iris"
    assert truss.load("~/iris").directory == workplace / "iris"


def test_without_a_directory_it_goes_to_the_home(workplace, forest):
    handle = truss.mk_truss(forest)
    assert handle.config["model_name"] == handle.directory.name.lower()
    assert handle.directory.parent == Path(os.environ["TRUSS_HOME"]).resolve() / "models"
    assert handle.directory.name.startswith("sklearn-")
    assert files_of(workplace) == []


def test_data_files_and_a_requirements_file(workplace, forest):
    (workplace / "labels").mkdir()
    (workplace / "labels" / "a.txt").write_text("a")
    (workplace / "needs.txt").write_text("scikit-learn\n# a comment\norjson\n")
    handle = truss.mk_truss(forest, "iris_rfc", data_files=["labels/*.txt"], requirements_file="needs.txt")
    assert (handle.directory / "data" / "a.txt").read_text() == "a"
    assert [line for line in handle.config["requirements"] if line[0] != "#"] == ["scikit-learn", "orjson"]


def test_a_directory_with_other_files_is_refused_before_anything_is_done(workplace, forest):
    (workplace / "notes").mkdir()
    (workplace / "notes" / "a.txt").write_text("a")
    with pytest.raises(TrussError, match=r"is no truss, and has other files in it: a\.txt") as caught:
        truss.mk_truss(forest, "notes")
    assert caught.value.code == "PROJECT_TARGET_NOT_EMPTY"
    assert files_of(workplace) == ["notes/a.txt"]
    with pytest.raises(FrameworkNotSupportedError):
        truss.mk_truss(object(), "new")
    assert not (workplace / "new").exists()


def test_made_again_it_is_renewed_and_an_edited_model_py_kept(workplace, forest, monkeypatch, capsys):
    handle = truss.mk_truss(forest, "iris_rfc")
    model_file = handle.directory / "model" / "model.py"
    model_file.write_text(model_file.read_text().replace("return answer", "return {**answer, 'version': 2}"))
    assert handle.predict({"inputs": X[:1]})["version"] == 2

    monkeypatch.delenv("TRUSS_QUIET")
    other = RandomForestClassifier(3, random_state=1).fit(X, 2 - Y)
    truss.mk_truss(other, "iris_rfc")
    assert "Kept model/model.py" in capsys.readouterr().out
    answer = handle.predict({"inputs": X[:3]})
    assert answer["predictions"] == other.predict(X[:3]).tolist()
    assert answer["version"] == 2


def test_made_again_it_takes_the_versions_of_now_and_says_so(workplace, forest, monkeypatch, capsys):
    handle = truss.mk_truss(forest, "iris_rfc")
    installed = handle.config["requirements"]
    config = Path("iris_rfc/config.yaml")
    old = config.read_text().replace(installed[0], "Scikit_Learn==1.0.2").replace("py3", "py39 # ")
    config.write_text(old.replace("requirements:\n", "requirements:\n  - requests  # for the API\n"))
    Path("iris_rfc/packages/old.py").touch()

    monkeypatch.delenv("TRUSS_QUIET")
    truss.mk_truss(forest, "iris_rfc")
    said = capsys.readouterr().out
    assert f"Changed Scikit_Learn==1.0.2 to {installed[0]} in config.yaml\n" in said
    assert "Changed python_version: py39 to python_version: py3" in said
    assert "Kept config.yaml: requests stays among the requirements" in said
    assert "Kept packages/old.py: the model does not need it" in said
    assert handle.config["requirements"] == ["requests", *installed]
    assert "  - requests  # for the API\n" in config.read_text()


def test_a_requirements_file_of_the_truss_stays_and_is_compared(workplace, forest, monkeypatch, capsys):
    truss.mk_truss(forest, "iris_rfc")
    Path("iris_rfc/requirements.txt").write_text("scikit-learn==1.0.2\nnumpy\n")
    Path("iris_rfc/config.yaml").write_text("requirements_file: requirements.txt\n")
    monkeypatch.delenv("TRUSS_QUIET")
    truss.mk_truss(forest, "iris_rfc")
    said = capsys.readouterr().out
    assert "Warning: The requirements bring scikit-learn 1.0.2, and the model was made with 1." in said
    assert "Kept requirements.txt: it says what to install" in said


def test_a_requirements_file_that_brings_other_versions_is_told_of(workplace, forest, monkeypatch, capsys):
    monkeypatch.delenv("TRUSS_QUIET")
    Path("six.txt").write_text("six\n")
    truss.mk_truss(forest, "iris_rfc", requirements_file="six.txt", verify=False)
    assert (
        f"Warning: The requirements do not bring what the model was made with: scikit-learn=={sklearn.__version__}, "
    ) in capsys.readouterr().out


def test_what_an_earlier_model_demanded_is_taken_away(workplace, forest):
    truss.mk_truss(make_pipeline(FunctionTransformer(lambda rows: rows), forest), "renewed")
    assert "python_minor" in Path("renewed/config.yaml").read_text()
    assert truss.mk_truss(forest, "renewed").config["model_metadata"]["python_minor"] is None
    assert files_of("renewed/data") == ["model/model.joblib"]
    assert "python_minor" not in truss.mk_truss(forest, "new").config["model_metadata"]


def test_it_says_what_it_wrote_and_what_can_be_done_next(workplace, forest, monkeypatch, capsys):
    monkeypatch.delenv("TRUSS_QUIET")
    truss.mk_truss(forest, "iris rfc")
    said = capsys.readouterr().out
    assert said.startswith("Made a truss of RandomForestClassifier in iris rfc\n")
    for path in files_of("iris rfc"):
        assert f"  {path}  " in said
    assert "data/model/model.joblib   the model, " in said
    assert """Next: truss predict 'iris rfc' -d '{"inputs": [[0.0, 0.0, 0.0, 0.0]]}'\n""" in said
    assert "      truss serve 'iris rfc'" in said
    assert len(said.splitlines()) <= 10


def test_edits_of_the_code_are_seen_and_nothing_else_is_loaded_again(workplace, forest):
    handle = truss.mk_truss(forest, "iris_rfc")
    handle.predict({"inputs": X[:1]})
    loaded = handle._in_process._model
    handle.predict({"inputs": X[:1]})
    assert handle._in_process._model is loaded
    model_file = handle.directory / "model" / "model.py"
    model_file.write_text(
        "class Model:\n    def predict(self, request):\n        return {'n': len(request['inputs'])}\n"
    )
    assert handle.predict({"inputs": [1, 2]}) == {"n": 2}


def test_predict_answers_as_json_would(workplace):
    handle = truss.init("mine")
    (handle.directory / "model" / "model.py").write_text(
        "import math, numpy\n"
        "class Model:\n"
        "    def predict(self, request):\n"
        "        return {'kind': type(request['inputs']).__name__, 'values': (1, math.nan, numpy.float32(0.5))}\n"
    )
    frame = pd.DataFrame({"a": [1, 2]})
    assert handle.predict({"instances": frame}) == {"kind": "list", "values": [1, None, 0.5]}


def test_the_model_has_its_environment_variables_and_nobody_else(workplace, monkeypatch):
    monkeypatch.setenv("LEVEL", "mine")
    handle = truss.init("mine")
    handle.add_environment_variable("LEVEL", "info")
    handle.add_environment_variable("RATE", "1.10")
    (handle.directory / "model" / "model.py").write_text(
        "import os\n"
        "class Model:\n"
        "    def load(self):\n"
        "        self.level = os.environ['LEVEL']\n"
        "    def predict(self, request):\n"
        "        return [self.level, os.environ['RATE']]\n"
    )
    assert handle.predict({}) == ["info", "1.10"]
    assert (os.environ["LEVEL"], "RATE" in os.environ) == ("mine", False)


def test_what_the_model_raises_comes_through(workplace):
    handle = truss.init("mine")
    model_file = handle.directory / "model" / "model.py"
    model_file.write_text("class Model:\n    def predict(self, request):\n        return 1 / request['inputs']\n")
    with pytest.raises(ZeroDivisionError):
        handle.predict({"inputs": 0})
    model_file.write_text(
        "class Model:\n    predict = print\n\n    def load(self):\n        raise KeyError('weights')\n"
    )
    with pytest.raises(TrussError, match=r"Model\.load\(\) raised KeyError") as caught:
        handle.predict({"inputs": 0})
    assert caught.value.code == "MODEL_LOAD_FAILED"
    assert isinstance(caught.value.__cause__, KeyError)


def test_load_refuses_what_is_no_truss(workplace):
    (workplace / "config.yml").touch()
    with pytest.raises(TrussError, match=r"config\.yml") as caught:
        truss.load(workplace)
    assert caught.value.code == "PROJECT_NOT_FOUND"


def test_a_handle_shows_itself(workplace):
    columns = ColumnTransformer([("size", StandardScaler(), ["size"]), ("town", OneHotEncoder(), ["town"])])
    shops = pd.DataFrame({"size": [1.0, 2.0], "town": ["<a>", "b"]})
    handle = truss.mk_truss(make_pipeline(columns, LogisticRegression()).fit(shops, [0, 1]), "shops")
    assert repr(handle) == f"TrussHandle({str(handle.directory)!r})"
    table = handle._repr_html_()
    assert "size: FP64 [-1], town: BYTES [-1]" in table
    assert "pandas==" in table


def test_init_starts_a_truss_for_code_of_one_s_own(workplace, monkeypatch, capsys):
    monkeypatch.delenv("TRUSS_QUIET")
    handle = truss.init("mine")
    assert {"config.yaml", "model/model.py"} <= set(files_of("mine"))
    assert "Next: write your model into mine/model/model.py" in capsys.readouterr().out
    assert truss.from_directory("mine").config == handle.config == handle.spec.config


def test_large_files_are_kept_apart_and_the_model_finds_them(workplace):
    rows = np.random.default_rng(0).random((30_000, 50))
    model = KNeighborsClassifier(1).fit(rows, rows[:, 0] > 0.5)
    handle = truss.mk_truss(model, "big", weights="separate", verify=False)
    weights = workplace / "big/data/model/model.joblib"
    [source] = json.loads((workplace / "big/weights.lock").read_text("utf-8"))["sources"]
    assert [file["path"] for file in source["files"]] == ["model/model.joblib"]
    assert weights.stat().st_nlink == 2
    weights.unlink()  # as in a clone
    assert handle.predict({"inputs": rows[:3]})["predictions"] == (rows[:3, 0] > 0.5).tolist()
    assert weights.stat().st_nlink == 2


def test_weights_go_inside_or_apart(forest):
    with pytest.raises(ValueError, match='give "inside" or "separate"'):
        truss.mk_truss(forest, weights="elsewhere")


def test_the_build_of_torch_is_written_into_the_config_and_stays_there(workplace, forest):
    with pytest.raises(ValueError, match='torch_build=\'gpu\' is not known: give "cpu" or "auto"'):
        truss.mk_truss(forest, "built", torch_build="gpu", verify=False)
    for given, written in ((None, None), ("cpu", "cpu"), (None, "cpu"), ("auto", "auto")):
        handle = truss.mk_truss(forest, "built", torch_build=given, verify=False)
        assert handle.config["torch_build"] == written


def test_a_model_that_is_asked_here_finds_its_weights(workplace):
    (workplace / "files").mkdir()
    (workplace / "files/a.txt").write_text("here")
    (workplace / "w/model").mkdir(parents=True)
    (workplace / "w/config.yaml").write_text(
        f'weights: [{{source: "file://{workplace}/files", mount_location: {workplace}/mounted}}]\n'
    )
    (workplace / "w/model/model.py").write_text(
        "class Model:\n"
        "    def __init__(self, context):\n"
        "        self.folder = context.weights['mounted']\n"
        "    def predict(self, request):\n"
        "        return (self.folder / 'a.txt').read_text()\n"
    )
    assert truss.load("w").predict({}) == "here"
