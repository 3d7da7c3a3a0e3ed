"""How the code of a truss finds its own modules, those of packages/, and never those of the worker."""

import json

import pytest

PREDICT = """

    class Model:
        def predict(self, request):
            return found
"""


def found(worker):
    worker.ready()
    return json.loads(worker.ask(b"1").payload)


@pytest.mark.parametrize(
    "line",
    [
        "from .features import NAME as found",
        "from . import features; found = features.NAME",
        "from model.features import NAME as found",
        "from features import NAME as found",
    ],
)
@pytest.mark.parametrize("init", [{}, {"model/__init__.py": ""}])
def test_a_module_beside_the_model(start, line, init):
    assert found(start(f"    {line}{PREDICT}", {"model/features.py": "NAME = __name__", **init})).endswith("features")


def test_folders_are_packages_with_and_without_init(start):
    worker = start(
        f"""
    from .deep.inner import A
    from model.deep.inner import A as B
    from lib.inner import C
    from bare.inner import D
    found = [A, B, C, D]
    {PREDICT}""",
        {
            "model/deep/inner.py": "from ..top import A",
            "model/top.py": "A = 'a'",
            "packages/lib/__init__.py": "",
            "packages/lib/inner.py": "from lib import other; C = other.C",
            "packages/lib/other.py": "C = 'c'",
            "packages/bare/inner.py": "D = 'd'",
        },
    )
    assert found(worker) == ["a", "a", "c", "d"]


def test_init_of_the_model_folder_runs_once(start):
    files = {"model/__init__.py": "count = globals().get('count', 0) + 1\n"}
    assert found(start(f"    from model import count as found{PREDICT}", files)) == 1


@pytest.mark.parametrize("folder", ["model", "packages"])
def test_modules_named_like_those_of_the_worker(start, folder):
    names = ["codec", "loop", "control", "json_encode", "errors", "secrets_", "truss_utils", "main", "settings"]
    worker = start(
        f"    import {', '.join(names)}\n    found = [{', '.join(f'{name}.MINE' for name in names)}]{PREDICT}",
        {f"{folder}/{name}.py": f"MINE = '{name}'" for name in names},
    )
    assert found(worker) == names


def test_a_module_named_like_one_of_the_standard_library_does_not_get_in_its_way(start):
    files = {
        f"model/{name}.py": "1 / 0" for name in ("queue", "asyncio", "traceback", "concurrent", "types", "numbers")
    }
    worker = start(
        f"    import queue, asyncio, numbers, statistics\n    found = queue.Queue.__module__{PREDICT}",
        files,
        limits={"predictConcurrency": 2},
    )
    assert found(worker) == "queue"


def test_the_model_comes_before_packages_and_both_before_the_environment(start):
    worker = start(
        f"    import twice, sys\n    found = [twice.WHERE, sys.path[-1][-5:]]{PREDICT}",
        {"model/twice.py": "WHERE = 'model'", "packages/twice.py": "WHERE = 'packages'"},
    )
    assert found(worker) == ["model", "/shim"]


def test_the_worker_is_not_on_the_path(start):
    worker = start(f"""
    import importlib.util
    found = [importlib.util.find_spec(name) is not None for name in ("codec", "process", "truss_worker.wire.codec")]
    {PREDICT}""")
    assert found(worker) == [False, False, True]


def test_the_shim_says_what_it_has(start):
    worker = start(f"""
    import truss
    try:
        truss.mk_truss
    except AttributeError as error:
        found = [str(error), truss.Request.__name__, truss.Response.__name__, truss.HTTPError.__name__]
    {PREDICT}""")
    message = "module 'truss' has no attribute 'mk_truss' inside a model: it has "
    message += "HTTPError, Request, Response, WebSocket, WebSocketDisconnect, metrics, trace_headers"
    assert found(worker) == [message, "Request", "Response", "HTTPError"]


def test_unicode_and_spaces_in_paths(start, tmp_path):
    from worker.harness import Worker

    directory = tmp_path / "mein Modell ü 模型"
    (directory / "modell ß").mkdir(parents=True)
    (directory / "modell ß" / "das modell.py").write_text(
        "from .größe import WERT\nclass Modèle:\n    def predict(self, request): return WERT\n", "utf-8"
    )
    (directory / "modell ß" / "größe.py").write_text("WERT = 'ü'", "utf-8")
    model = {
        "moduleDir": "modell ß",
        "file": "das modell.py",
        "className": "Modèle",
        "packagesDir": "packages",
        "dataDir": "data",
    }
    with Worker(directory, model=model) as worker:
        assert found(worker) == "ü"


def test_a_model_beside_the_config(start):
    worker = start(
        None,
        {"m.py": "from .other import X\nclass M:\n    def predict(self, request): return X\n", "other.py": "X = 1"},
        model={"moduleDir": ".", "file": "m.py", "className": "M", "packagesDir": "packages", "dataDir": "data"},
    )
    assert found(worker) == 1


def test_a_model_in_a_folder_of_its_module_folder(start):
    worker = start(
        None,
        {
            "src/model/v1/m.py": "from .near import X\nfrom ..far import Y\nfrom model.far import Y as Z\n"
            "class M:\n    def predict(self, request): return [X, Y, Z]\n",
            "src/model/v1/near.py": "X = 1",
            "src/model/far.py": "Y = 2",
        },
        model={"moduleDir": "src/model", "file": "v1/m.py", "className": "M", "packagesDir": "p", "dataDir": "d"},
    )
    assert found(worker) == [1, 2, 2]


def test_pickled_classes_of_the_model_module_are_found_again(start):
    worker = start("""
        import pickle

        class Weights:
            value = 5

        class Model:
            def load(self):
                self.weights = pickle.loads(pickle.dumps(Weights()))

            def predict(self, request):
                return [self.weights.value, Weights.__module__]
    """)
    assert found(worker) == [5, "model.model"]
