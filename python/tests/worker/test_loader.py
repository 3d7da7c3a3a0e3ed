"""A model in this very process: fresh code at each load, and nothing of it left in the process's own state."""

import asyncio
import os
import sys

import numpy as np
import pytest

from truss_worker.errors import WorkerError
from truss_worker.model.load_error import LoadError
from truss_worker.model.loader import load_model


def told(directory, **more):
    return {
        "directory": str(directory),
        "model": {
            "moduleDir": "model",
            "file": "model.py",
            "className": "Model",
            "packagesDir": "packages",
            "dataDir": "data",
        },
        "config": {},
        "secrets": {},
        **more,
    }


def state():
    """What a load must leave as it was."""
    return list(sys.path), os.getcwd(), set(sys.modules), list(sys.path_hooks)


@pytest.fixture
def load(make_truss):
    def load_truss(source, files=None, name="truss", **more):
        return load_model(told(make_truss(source, files, name), **more))

    return load_truss


def test_arrays_stay_arrays(load):
    model = load("""
        import numpy as np

        class Model:
            def predict(self, request):
                return {"predictions": np.asarray(request["instances"]) * 2}
    """)
    answer = model.call("predict", {"inputs": np.array([1, 2])})
    assert isinstance(answer["predictions"], np.ndarray)
    assert answer["predictions"].tolist() == [2, 4]


def test_the_process_is_afterwards_as_it_was(load):
    before = state()
    model = load(
        """
        import features, model.more, lib, truss_test_only
        from . import more

        class Model:
            def load(self):
                self.text = self.read()

            def predict(self, request):
                import lazy
                return [self.text, lazy.NAME, self.read()]

            def read(self):
                with open("data/file") as file:
                    return file.read()
        """,
        {
            "model/features.py": "",
            "model/more.py": "",
            "packages/lib/__init__.py": "",
            "packages/truss_test_only.py": "",
            "packages/lazy.py": "NAME = __name__",
            "data/file": "text",
        },
    )
    assert state() == before
    assert model.call("predict", 1) == ["text", "lazy", "text"]
    assert state() == before


def test_an_edit_is_seen_however_small_and_soon(load):
    for number in range(5):
        files = {"model/part.py": f"PART = {number}", "packages/lib.py": f"LIB = {number}"}
        source = f"""
            from model.part import PART
            import part, lib

            class Model:
                def predict(self, request):
                    return [{number}, PART, part.PART, lib.LIB]
        """
        assert load(source, files).call("predict", 0) == [number] * 4


def test_nothing_is_written_into_the_truss(load, tmp_path):
    load("import part\nclass Model:\n    def predict(self, request): ...", {"model/part.py": ""})
    files = [file for _, _, names in os.walk(tmp_path) for file in names]
    assert sorted(files) == ["model.py", "part.py"]


def test_two_trusses_with_modules_of_the_same_name(load):
    source = """
        import features

        class Model:
            def predict(self, request):
                from model.late import LATE
                return [features.NAME, LATE]
    """
    one, two = (
        load(source, {"packages/features.py": f"NAME = '{name}'", "model/late.py": f"LATE = '{name}'"}, name)
        for name in ("one", "two")
    )
    for _ in range(2):
        assert one.call("predict", 0) == ["one", "one"]
        assert two.call("predict", 0) == ["two", "two"]


def test_a_module_of_the_caller_with_the_same_name_is_kept_apart(load, tmp_path, monkeypatch):
    (tmp_path / "truss_test_features.py").write_text("NAME = 'caller'")
    monkeypatch.syspath_prepend(tmp_path)
    import truss_test_features

    model = load(
        """
        import truss_test_features

        class Model:
            def predict(self, request):
                return truss_test_features.NAME
        """,
        {"packages/truss_test_features.py": "NAME = 'truss'"},
    )
    assert model.call("predict", 0) == "truss"
    assert sys.modules["truss_test_features"] is truss_test_features
    monkeypatch.delitem(sys.modules, "truss_test_features")


def test_a_path_that_the_model_appended_is_there_again(load):
    model = load(
        """
        import sys
        sys.path.append("vendor")

        class Model:
            def predict(self, request):
                import truss_test_vendored
                return truss_test_vendored.NAME
        """,
        {"vendor/truss_test_vendored.py": "NAME = 1"},
    )
    assert "vendor" not in sys.path
    assert model.call("predict", 0) == 1


def test_a_failed_load_leaves_nothing(load):
    before = state()
    with pytest.raises(WorkerError) as caught:
        load("import part\n1 / 0", {"model/part.py": ""})
    assert caught.value.code == "MODEL_IMPORT_FAILED"
    assert caught.value.details == {"phase": "import", "permanent": True}
    assert state() == before


def test_the_exception_of_the_model_comes_as_it_is(load):
    model = load("class Model:\n    def predict(self, request): raise KeyError('x')")
    with pytest.raises(KeyError, match="x"):
        model.call("predict", 0)


def test_a_method_that_is_not_there(load):
    with pytest.raises(WorkerError) as caught:
        load("class Model:\n    def predict(self, request): ...").call("embeddings", 0)
    assert caught.value.code == "MODEL_METHOD_MISSING"


ASYNC = """
    import asyncio

    class Model:
        async def load(self):
            self.loop = asyncio.get_running_loop()

        async def predict(self, request):
            assert asyncio.get_running_loop() is self.loop
            return request

        async def completions(self, request):
            for item in request:
                yield item
"""


def test_coroutines_are_awaited_also_inside_a_running_loop(load):
    async def notebook_cell():
        return load(ASYNC).call("predict", 5)

    assert load(ASYNC).call("predict", 5) == 5
    assert asyncio.run(notebook_cell()) == 5


def test_a_stream_is_an_iterator(load):
    assert list(load(ASYNC).call("completions", "ab")) == ["a", "b"]
    model = load("class Model:\n    def predict(self, request): yield from request")
    assert list(model.call("predict", "ab")) == ["a", "b"]


def test_a_request_object_can_be_asked_for(load):
    model = load("""
        from truss_worker.http.http_objects import Request

        class Model:
            def predict(self, body, request: Request):
                return [body, request.method]
    """)
    assert model.call("predict", 1) == [1, "POST"]


def test_another_python_is_refused(load):
    with pytest.raises(WorkerError) as caught:
        load("", pythonMinor="3.1")
    assert caught.value.code == "MODEL_PYTHON_MISMATCH"


def test_a_secret_that_is_declared_and_has_no_value(load):
    source = """
        class Model:
            def __init__(self, secrets): secrets["token"]
            def predict(self, request): ...
    """
    with pytest.raises(LoadError) as caught:
        load(source, config={"secrets": {"token": None, "other": None}}, secrets={"other": "o"})
    assert "The secret 'token' has no value" in str(caught.value.__cause__)
