"""Code of the user's own: copied to packages/ where it can be imported, inside the pickle where it cannot."""

import importlib.util
import json
import platform
import sys
import textwrap
import threading
import types

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from client.conftest import PROGRAMS, answer_afresh, run_python
from truss.errors import TrussError

X, Y = np.array([[0.0], [1.0], [2.0], [3.0]]), [0, 0, 1, 1]

TRANSFORMER = """
from sklearn.base import BaseEstimator, TransformerMixin
class Doubler(BaseEstimator, TransformerMixin):
    def fit(self, X, y=None):
        return self
    def transform(self, X):
        return X * 2
"""


@pytest.fixture
def own_modules(tmp_path, monkeypatch):
    """Writes modules into a folder of the user's that is on sys.path, and forgets them afterwards."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)

    def write(files):
        for name, text in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(text))
        importlib.invalidate_caches()
        return folder

    yield write
    for name in set(sys.modules) - before:
        if str(folder) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def fit_with(transformer):
    return make_pipeline(transformer, LogisticRegression()).fit(X, Y)


def copied_files(directory):
    packages = directory / "packages"
    return sorted(str(path.relative_to(packages)) for path in packages.rglob("*") if path.is_file())


def check_answers(model, directory):
    [answer] = answer_afresh([(directory, {"inputs": X.tolist()})], cwd=directory)
    assert answer["predictions"] == model.predict(X).tolist()
    assert np.allclose(answer["probabilities"], model.predict_proba(X))


def test_a_module_is_copied(own_modules, pack):
    own_modules({"features_a.py": TRANSFORMER})
    model = fit_with(importlib.import_module("features_a").Doubler())
    directory, packed = pack(model)
    assert copied_files(directory) == ["features_a.py"]
    assert (directory / "data" / "model" / "model.joblib").is_file()
    assert packed.config["model_metadata"]["python_minor"] is None
    check_answers(model, directory)


def test_a_package_is_copied_whole_but_for_its_tests(own_modules, pack):
    own_modules(
        {
            "features_b/__init__.py": "",
            "features_b/double.py": "from .scale import SCALE\n" + TRANSFORMER.replace("X * 2", "X * SCALE"),
            "features_b/scale.py": "SCALE = 2",
            "features_b/words.json": "{}",
            "features_b/tests/test_double.py": "import pytest",
            "features_b/__pycache__/double.pyc": "",
            "features_b/.git/HEAD": "",
        }
    )
    model = fit_with(importlib.import_module("features_b.double").Doubler())
    directory, packed = pack(model)
    assert copied_files(directory) == [
        "features_b/__init__.py",
        "features_b/double.py",
        "features_b/scale.py",
        "features_b/words.json",
    ]
    assert "pytest" not in {requirement.name for requirement in packed.requirements}
    check_answers(model, directory)


def test_what_a_module_imports_comes_along(own_modules, pack):
    own_modules(
        {
            "features_c.py": "import helper_c, pandas, truss, json\nfrom space_c import inner\n" + TRANSFORMER,
            "helper_c.py": "def help():\n    import orjson",
            "space_c/inner.py": "",
            "space_c/unused.py": "import lightgbm",
        }
    )
    model = fit_with(importlib.import_module("features_c").Doubler())
    directory, packed = pack(model)
    assert copied_files(directory) == ["features_c.py", "helper_c.py", "space_c/inner.py"]
    why = {requirement.name: requirement.why for requirement in packed.requirements}
    assert why["orjson"] == "imported by helper_c"
    assert why["pandas"] == "imported by features_c"
    assert not {"lightgbm", "truss", "pytest", "ipykernel"} & set(why)
    check_answers(model, directory)


CLEAN = "from {} import SCALE\n" + TRANSFORMER.replace("X * 2", "X * SCALE")

RELATIVE = {
    "a module beside it": (
        "feats_i.clean",
        {"feats_i/clean.py": CLEAN.format(".util"), "feats_i/util.py": "SCALE = 2"},
    ),
    "a module by its name": (
        "feats_j.clean",
        {
            "feats_j/clean.py": "from . import util\n" + TRANSFORMER.replace("X * 2", "X * util.SCALE"),
            "feats_j/util.py": "SCALE = 2",
        },
    ),
    "a module of another folder": (
        "app_k.feats.clean",
        {"app_k/feats/clean.py": CLEAN.format("..common.maths"), "app_k/common/maths.py": "SCALE = 2"},
    ),
    "a package of a folder that is none": (
        "app_l.feats.clean",
        {
            "app_l/feats/__init__.py": "",
            "app_l/feats/clean.py": CLEAN.format("..common"),
            "app_l/common/__init__.py": "from .maths import SCALE",
            "app_l/common/maths.py": "SCALE = 2",
        },
    ),
    "what is left out else": (
        "pack_m.clean",
        {
            "pack_m/__init__.py": "",
            "pack_m/clean.py": CLEAN.format("pack_m.tests.helpers"),
            "pack_m/tests/__init__.py": "",
            "pack_m/tests/helpers.py": "SCALE = 2",
        },
    ),
}


@pytest.mark.parametrize("case", RELATIVE)
def test_what_it_imports_by_a_way_of_its_own_comes_along(own_modules, pack, case):
    name, files = RELATIVE[case]
    own_modules(files)
    model = fit_with(importlib.import_module(name).Doubler())
    directory, _ = pack(model)
    assert copied_files(directory) == sorted(files)
    check_answers(model, directory)


def test_of_a_folder_that_is_left_out_only_what_is_imported_comes_along(own_modules, pack):
    own_modules({**RELATIVE["what is left out else"][1], "pack_m/tests/test_clean.py": "import pytest"})
    directory, packed = pack(fit_with(importlib.import_module("pack_m.clean").Doubler()))
    assert "pack_m/tests/test_clean.py" not in copied_files(directory)
    assert "pytest" not in {requirement.name for requirement in packed.requirements}


PLUGINS = {
    "plug_n/__init__.py": "",
    "plug_n/twice.py": "SCALE = 2",
    "plug_o/twice.py": "SCALE = 2",
    "plug_p_twice.py": "SCALE = 2",
    "other_q.py": "",
}
DYNAMIC = {
    "a prefix": ('import_module("plug_n." + self.name)', ["plug_n/__init__.py", "plug_n/twice.py"]),
    "a folder without code of its own": ('import_module(f"plug_o.{self.name}")', ["plug_o/twice.py"]),
    "the beginning of a name": ('import_module("plug_p_%s" % self.name)', ["plug_p_twice.py"]),
    "a format": ('import_module("plug_o.{}".format(self.name))', ["plug_o/twice.py"]),
    "a whole name": ('import_module("plug_o.twice")', ["plug_o/twice.py"]),
    "a name that stands elsewhere": ("import_module(NAMES[self.name])", ["plug_o/twice.py", "plug_p_twice.py"]),
}


@pytest.mark.parametrize("case", DYNAMIC)
def test_what_it_imports_by_a_name_that_it_computes_comes_along(own_modules, pack, case):
    call, expected = DYNAMIC[case]
    text = TRANSFORMER.replace("X * 2", f"X * {call}.SCALE").replace("def fit", 'name = "twice"\n    def fit')
    head = "from importlib import import_module\nNAMES = {'twice': 'plug_o.twice', 'thrice': 'plug_p_twice'}\n"
    own_modules({**PLUGINS, "dynamic_r.py": head + text})
    for name in ("plug_n.twice", "plug_o.twice", "plug_p_twice", "other_q"):
        importlib.import_module(name)
    model = fit_with(importlib.import_module("dynamic_r").Doubler())
    directory, _ = pack(model)
    assert set(expected) <= set(copied_files(directory))
    assert "other_q.py" not in copied_files(directory)
    check_answers(model, directory)


def test_a_function_of_a_notebook_brings_along_what_it_imports(own_modules, pack):
    own_modules({"feats_s/util.py": "SCALE = 2", "plug_t/one.py": "ONE = 1"})
    importlib.import_module("plug_t.one")

    def double(X):
        from feats_s import util

        return X * util.SCALE * importlib.import_module("plug_t." + "".join("one")).ONE

    double.__module__ = "__main__"
    model = fit_with(FunctionTransformer(double))
    directory, _ = pack(model)
    assert copied_files(directory) == ["feats_s/util.py", "plug_t/one.py"]
    check_answers(model, directory)


def test_a_function_of_a_module_is_enough(own_modules, pack):
    own_modules({"functions_d.py": "def double(X):\n    return X * 2\n"})
    model = fit_with(FunctionTransformer(importlib.import_module("functions_d").double))
    directory, _ = pack(model)
    assert copied_files(directory) == ["functions_d.py"]
    check_answers(model, directory)


def test_a_module_named_as_the_truss_s_own_is_refused(own_modules, pack):
    own_modules({"model.py": TRANSFORMER})
    with pytest.raises(TrussError, match="every truss has a module 'model'") as caught:
        pack(fit_with(importlib.import_module("model").Doubler()))
    assert caught.value.code == "MODEL_NOT_SERIALISABLE"
    assert "another name" in caught.value.hint


def test_a_module_loaded_under_another_name_is_copied_under_that(own_modules, pack, monkeypatch):
    folder = own_modules({"task-7.py": TRANSFORMER})
    monkeypatch.setitem(sys.modules, "scheduler_g", types.ModuleType("scheduler_g"))
    spec = importlib.util.spec_from_file_location("scheduler_g.task_7", folder / "task-7.py")
    sys.modules[spec.name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    model = fit_with(module.Doubler())
    directory, _ = pack(model)
    assert copied_files(directory) == ["scheduler_g/task_7.py"]
    check_answers(model, directory)


def test_a_module_without_a_file_is_refused(pack, monkeypatch):
    module = types.ModuleType("made_up_h")
    monkeypatch.setitem(sys.modules, "made_up_h", module)
    exec(TRANSFORMER, vars(module))
    with pytest.raises(TrussError, match="made_up_h, which a program has made up") as caught:
        pack(fit_with(module.Doubler()))
    assert caught.value.code == "MODEL_NOT_SERIALISABLE"


def test_a_whole_project_is_refused(own_modules, pack):
    folder = own_modules({"project_e/__init__.py": "", "project_e/double.py": TRANSFORMER})
    with (folder / "project_e" / "data.bin").open("wb") as file:
        file.truncate(60 << 20)
    with pytest.raises(TrussError, match="holds more than code"):
        pack(fit_with(importlib.import_module("project_e.double").Doubler()))


def test_a_class_of_a_notebook_travels_by_value(tmp_path):
    directory = tmp_path / "staging"
    directory.mkdir()
    told = json.loads(run_python(PROGRAMS / "own_class_in_main.py", directory))
    assert not (directory / "packages").exists()
    assert told["config"]["model_metadata"]["python_minor"] == ".".join(platform.python_version_tuple()[:2])
    assert {"cloudpickle", "pandas", "scikit-learn"} <= set(told["requirements"])
    [answer] = answer_afresh([(directory, {"inputs": X.tolist()})], cwd=tmp_path)
    assert answer["predictions"] == told["predictions"]
    assert np.allclose(answer["probabilities"], told["probabilities"])


def test_a_class_that_was_reloaded_travels_by_value(own_modules, pack):
    own_modules({"features_f.py": TRANSFORMER})
    module = importlib.import_module("features_f")
    model = fit_with(module.Doubler())
    importlib.reload(module)
    directory, packed = pack(model)
    assert packed.config["model_metadata"]["python_minor"] is not None
    check_answers(model, directory)


def test_what_only_a_notebook_has_is_told_of_and_globals_are_named(tmp_path):
    told = json.loads(run_python(PROGRAMS / "cell_classes.py", tmp_path))
    assert told["doubts"] == [
        "Shows.show uses display, which only a notebook has: a request that gets there fails with a NameError"
    ]
    refused = {name: message.partition(":")[0] for name, (message, _) in told["refusals"].items()}
    why = "The object cannot be written to a file, because of"
    assert refused == {
        "Asks": f"{why} the global get_ipython (method), which Asks.transform uses",
        "Locks": f"{why} the global LOCKS['mine'] (lock), which locked uses",
        "Holds": f"{why} Holds.lock (lock)",
    }
    assert told["refusals"]["Locks"][1].startswith("Make it inside of locked, or move the code to a file of its own")


def fitted_in(text):
    head = "import numpy as np\nfrom sklearn.linear_model import LogisticRegression\n" + TRANSFORMER
    return head + "X, Y = np.array([[0.0], [3.0]]), [0, 1]\n" + text


TRAINING = {
    "at the top": ("model = LogisticRegression().fit(X, Y)", 11),
    "in a block": ("if X.any():\n    with np.errstate():\n        model = LogisticRegression().fit(X, Y)", 13),
    "in a function that is called": ("def a():\n    return LogisticRegression().fit(X, Y)\ndef b():\n    a()\nb()", 15),
    "in a function": ("def a():\n    return LogisticRegression().fit(X, Y)", None),
    "as a program": ("if __name__ == '__main__':\n    LogisticRegression().fit(X, Y)", None),
}


@pytest.mark.parametrize("case", TRAINING)
def test_a_module_that_trains_when_it_is_imported_is_told_of(own_modules, pack, case):
    text, line = TRAINING[case]
    own_modules({"train_u.py": fitted_in(text)})
    _, packed = pack(fit_with(importlib.import_module("train_u").Doubler()))
    told = [f"train_u.py trains a model when it is imported (line {line}), which is each time that the truss loads: "]
    assert [doubt[: len(told[0])] for doubt in packed.doubts] == (told if line else [])


def test_a_script_of_a_package_that_nobody_imports_is_no_matter(own_modules, pack):
    own_modules({"pack_v/__init__.py": TRANSFORMER, "pack_v/train.py": fitted_in("LogisticRegression().fit(X, Y)")})
    _, packed = pack(fit_with(importlib.import_module("pack_v").Doubler()))
    assert packed.doubts == []


def test_a_global_of_a_function_that_travels_is_named(pack):
    lock = threading.Lock()
    with pytest.raises(TrussError, match=r"because of lock of .*<lambda> \(lock\): TypeError"):
        pack(fit_with(FunctionTransformer(lambda X: X * lock.locked())))


def test_the_part_that_cannot_be_pickled_is_named(pack):
    model = fit_with(FunctionTransformer(np.negative))
    model.steps[1][1].stream_ = (line for line in ["x"])
    with pytest.raises(TrussError) as caught:
        pack(model)
    assert caught.value.code == "MODEL_NOT_SERIALISABLE"
    assert "Pipeline.steps[1][1].stream_ (generator)" in caught.value.message
    assert "load()" in caught.value.hint


def test_state_that_a_program_has_put_into_a_module_is_told_of(pack, tmp_path, monkeypatch):
    (tmp_path / "stateful.py").write_text(
        "FACTOR = 3\nNAME: str = 'a'\nCACHE = None\nSET = None\nSAME = 1.5\nTWICE = 1\nTWICE = 2\nTABLE = {}\n"
        "def load():\n    global CACHE\n    CACHE = 1\n"
        "def change(factor):\n    global FACTOR\n    FACTOR = factor\n    FACTOR = factor\n"
        "def answer(request):\n    return FACTOR\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    import stateful

    assert pack(stateful.answer)[1].doubts == []
    stateful.load()
    stateful.change(10)
    stateful.SET = [1]
    stateful.TWICE = 3
    assert pack(stateful.answer)[1].doubts == [
        "stateful.FACTOR is 10 by now; the truss has 3 of line 1: change the file, or keep it in the object",
        "stateful.SET is [1] by now; the truss has None of line 4: change the file, or keep it in the object",
    ]
    del sys.modules["stateful"]
