"""Which packages a truss gets: what the object is made of, at the versions installed, and nothing by accident."""

from importlib.metadata import version

import numpy as np
import pandas as pd
import sklearn
from lightgbm import LGBMRegressor
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from truss._packing.distributions import InstalledDistributions
from truss._packing.import_scan import Source, imports_of
from truss._packing.locate import locate
from truss._packing.recorder import record

X, Y = load_iris(return_X_y=True)
ALWAYS = ["scikit-learn", "numpy", "scipy", "joblib", "threadpoolctl"]


def names(packed):
    return [requirement.name for requirement in packed.requirements]


def test_a_plain_estimator_needs_the_framework_alone(pack):
    _, packed = pack(RandomForestClassifier(2).fit(X, Y))
    assert names(packed) == ALWAYS
    assert {each.name: each.version for each in packed.requirements} == {name: version(name) for name in ALWAYS}


def test_an_estimator_of_another_package_brings_it_along(pack):
    _, packed = pack(make_pipeline(StandardScaler(), LGBMRegressor(n_estimators=2, verbose=-1)).fit(X, Y))
    assert names(packed) == [*ALWAYS, "lightgbm"]


def test_named_columns_need_pandas(pack):
    _, packed = pack(LinearRegression().fit(pd.DataFrame(X, columns=list("abcd")), Y))
    assert names(packed) == [*ALWAYS, "pandas"]


def test_the_global_form_of_transformers_results_is_kept(pack):
    with sklearn.config_context(transform_output="pandas"):
        directory, packed = pack(make_pipeline(StandardScaler(), LinearRegression()).fit(X, Y))
    assert names(packed) == [*ALWAYS, "pandas"]
    assert 'sklearn.set_config(transform_output="pandas")' in (directory / "model" / "model.py").read_text()


def test_modules_are_mapped_by_the_records_of_what_is_installed():
    installed = InstalledDistributions()
    owners = {
        name: installed.owner_of(locate(name)) for name in ("sklearn.tree", "dateutil", "pydantic_core", "_pytest.main")
    }
    assert {name: owner.metadata["Name"] for name, owner in owners.items()} == {
        "sklearn.tree": "scikit-learn",
        "dateutil": "python-dateutil",
        "pydantic_core": "pydantic_core",
        "_pytest.main": "pytest",
    }
    assert locate("json.decoder") is None
    assert locate("no_such_module.inner") is None


def test_all_that_is_installed_is_told_once_and_by_name():
    versions = InstalledDistributions().versions()
    assert {"name": "numpy", "version": np.__version__} in versions
    assert len({each["name"].lower() for each in versions}) == len(versions)


def test_recording_copies_no_buffers(monkeypatch):
    written = 0

    class Counter:
        def write(self, data):
            nonlocal written
            written += len(data)
            return len(data)

    monkeypatch.setattr("truss._packing.recorder._Nowhere", Counter)
    recording = record({"weights": np.zeros(1_000_000)})
    assert written < 10_000
    assert any(name.startswith("numpy") for name in recording.modules)
    assert not recording.by_value


def test_imports_are_read_without_running(tmp_path):
    file = tmp_path / "code.py"
    file.write_text(
        "import a.b\nfrom c import d\nfrom e import *\nfrom . import f\nraise SystemExit\n"
        "if TYPE_CHECKING:\n    import g\nelse:\n    import h\n"
        "def later():\n    try:\n        import i\n    except ImportError:\n        i = None\n"
    )
    assert imports_of(Source(file, "pack.code")) == {"a.b", "c.d", "e", "h", "i", "pack.f"}
    file.write_text("not python")
    assert imports_of(Source(file, "pack.code")) == set()
