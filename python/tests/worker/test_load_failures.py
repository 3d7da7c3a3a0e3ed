"""A model that cannot be loaded: which code, which words, whether another try may help, and exit status 1."""

import pytest

from truss_worker.wire import protocol
from worker.harness import Worker

OTHER_MINOR = "3.1"


UNIMPORTABLE = "model/model.py could not be imported: "


@pytest.mark.parametrize(
    ("source", "code", "message", "hint"),
    [
        (None, "FILE_MISSING", "There is no file model/model.py", "model_class_filename"),
        ("import not_there.at_all", "IMPORT_FAILED", f"{UNIMPORTABLE}ModuleNotFoundError", "'not_there'"),
        ("class Model\n", "IMPORT_FAILED", f"{UNIMPORTABLE}SyntaxError", ""),
        ("1 / 0", "IMPORT_FAILED", f"{UNIMPORTABLE}ZeroDivisionError", ""),
        ("import sys; sys.exit()", "IMPORT_FAILED", f"{UNIMPORTABLE}SystemExit", "sys.exit()"),
        (
            "class Modle: ...\nclass Other: ...",
            "CLASS_MISSING",
            "There is no class Model in model/model.py; it has Modle, Other",
            "model_class_name in config.yaml to Modle",
        ),
        (
            "from json import JSONDecoder",
            "CLASS_MISSING",
            "There is no class Model in model/model.py; it has no class",
            "Rename",
        ),
        ("Model = 1", "CLASS_INVALID", "Model in model/model.py is of type int, not a class", ""),
    ],
)
def test_import(start, source, code, message, hint):
    expect_failure(start(source), ("import", f"MODEL_{code}", True), message, hint)


@pytest.mark.parametrize(
    ("body", "message", "hint"),
    [
        ("pass", "The class Model has no method predict", "def predict"),
        ("predict = 1", "The model's predict is of type int, not a method", ""),
        (
            "def predict(self, a, b): ...",
            "The method predict takes the argument 'b', which a request does not give",
            "request: truss.Request",
        ),
        (
            "def __init__(self, cfg): ...\n    def predict(self, a): ...",
            "Model.__init__ wants the argument 'cfg', which Truss does not give",
            "config, data_dir, secrets",
        ),
        (
            "def preprocess(self, a): ...\n    def predict(self, request: Request): ...",
            "The model has preprocess, but its predict takes only the request, so that nobody gets the result of it",
            "def predict",
        ),
        (
            "def predict(self, a): ...\n    def postprocess(self, request: Request): ...",
            "The model's postprocess does not take what predict gives",
            "def postprocess",
        ),
        (
            "def predict(self, a): yield\n    def postprocess(self, a): ...",
            "The model has postprocess, but its predict is a generator, whose items do not pass through it",
            "",
        ),
        (
            "def predict_batch(self): ...",
            "The method predict_batch does not take exactly the list of requests",
            "def predict_batch(self, requests)",
        ),
        (
            "def predict(self, **inputs): ...",
            "The method predict takes its input by keywords alone, and a request is one value",
            "def predict(self, inputs)",
        ),
        (
            "def predict(self, a): ...\n    def load(self): yield",
            "The model's load is a generator, whose code would never run",
            "yield",
        ),
    ],
)
def test_contract(start, body, message, hint):
    worker = start(f"from truss import Request\nclass Model:\n    {body}")
    expect_failure(worker, ("init", "MODEL_CLASS_INVALID", True), message, hint)


@pytest.mark.parametrize(
    ("body", "phase", "message", "hint"),
    [
        ("def __init__(self): 1 / 0", "init", "Model.__init__ raised ZeroDivisionError", ""),
        ("def load(self): raise OSError('disk')", "load", "Model.load() raised OSError", ""),
        ("async def load(self): exit(3)", "load", "Model.load() raised SystemExit", "sys.exit()"),
        ("def setup_environment(self, e): 1 / 0", "load", "Model.setup_environment() raised ZeroDivisionError", ""),
    ],
)
def test_code_that_raises_may_be_tried_again(start, body, phase, message, hint):
    worker = start(f"class Model:\n    {body}\n    def predict(self, a): ...", environment={"name": "x"})
    expect_failure(worker, (phase, f"MODEL_{phase.upper()}_FAILED", False), message, hint)


def expect_failure(worker, expected, message, hint):
    failure = worker.failed()
    assert (failure["phase"], failure["code"], failure["permanent"]) == expected
    assert failure["message"] == message
    assert hint in failure.get("hint", "")
    assert worker.wait() == 1


def test_the_traceback_is_that_of_the_user(start):
    failure = start("""
        import json

        class Model:
            def load(self):
                self.weights = json.loads("{")

            def predict(self, request): ...
    """).failed()
    exception = failure["exception"]
    assert exception["type"] == "json.decoder.JSONDecodeError"
    assert "Expecting property name" in exception["message"]
    lines = exception["traceback"].splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1].endswith('model/model.py", line 6, in load')
    assert "json/decoder.py" in exception["traceback"]
    assert "truss_worker" not in exception["traceback"]


def test_the_traceback_of_an_import_shows_no_machinery(start):
    failure = start("from helper import x", {"model/helper.py": "x = 1 / 0\n"}).failed()
    lines = [line for line in failure["exception"]["traceback"].splitlines() if line.startswith("  File")]
    assert [line.split('"')[1].rpartition("/")[2] for line in lines] == ["model.py", "helper.py"]


def test_the_traceback_of_a_syntax_error_shows_the_line(start):
    failure = start("def f(:\n    pass\n").failed()
    assert "model.py" in failure["exception"]["traceback"]
    assert "def f(:" in failure["exception"]["traceback"]


def test_another_python_is_refused_before_anything_is_imported(start):
    worker = start("print('imported')", pythonMinor=OTHER_MINOR)
    failure = worker.failed()
    assert (failure["phase"], failure["code"], failure["permanent"]) == ("hello", "MODEL_PYTHON_MISMATCH", True)
    assert f"pickled by Python {OTHER_MINOR}" in failure["message"]
    assert worker.output() == ""


def test_the_python_that_is_asked_for(start):
    worker = start("class Model:\n    def predict(self, a): ...")
    version = worker.ready()["runtime"]["version"]
    minor = ".".join(version.split(".")[:2])
    assert start("class Model:\n    def predict(self, a): ...", pythonMinor=minor).ready()


def test_a_directory_that_is_not_there(tmp_path):
    with Worker(tmp_path / "nowhere") as worker:
        failure = worker.failed()
    assert failure["code"] == "MODEL_FILE_MISSING"
    # Clients are told the message, but not where things are.
    assert "nowhere" not in failure["message"]
    assert "nowhere" in failure["hint"]


def test_the_last_state_is_where_it_failed(start):
    worker = start("class Model:\n    def load(self): 1 / 0\n    def predict(self, a): ...")
    frames = []
    while (frame := worker.control.receive()).kind == protocol.STATE:
        frames.append(frame.header["state"])
    assert frames == ["importing", "constructing", "loading"]


POINTER = """version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
"""

LOADS_A_PICKLE = """
    import pickle

    class Model:
        def __init__(self, data_dir):
            self.file = data_dir / "model" / "model.pkl"

        def load(self):
            self.model = pickle.loads(self.file.read_bytes())

        def predict(self, request): ...
"""


@pytest.mark.parametrize(
    ("files", "hint"),
    [
        ({"data/model/model.pkl": POINTER}, "model/model.pkl in the data directory is a pointer of Git LFS"),
        (
            {"data/model/model.pkl": POINTER, "data/model/words.bin": POINTER},
            "model/model.pkl in the data directory and 1 more are pointers",
        ),
        ({"data/model/model.pkl": "no pickle"}, None),
        ({"data/model/model.pkl": "no pickle", "data/long.txt": POINTER + "x" * 1024}, None),
    ],
)
def test_files_that_git_has_left_out_are_named(start, files, hint):
    failure = start(LOADS_A_PICKLE, files).failed()
    assert failure["code"] == "MODEL_LOAD_FAILED"
    assert "hint" not in failure if hint is None else hint in failure["hint"]


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/app/data/model.bin", "the truss is the working directory"),
        ("/app", "the truss is the working directory"),
        ("/packages/lib/words.txt", "packages/ is imported by its name"),
        ("/secrets/api_key", "read secrets['NAME']"),
        ("/nowhere/at/all", None),
        ("/proc/nothing", None),
        ("app/data/model.bin", None),
    ],
)
def test_a_path_of_a_container_is_explained(start, path, hint):
    failure = start(f"""
        class Model:
            def load(self):
                open({path!r})

            def predict(self, request): ...
    """).failed()
    assert "hint" not in failure if hint is None else hint in failure["hint"]
