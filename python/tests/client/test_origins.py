"""Where installed packages came from: an index has them, an address, or nobody but this machine."""

import importlib
import json
import sys
from importlib.metadata import distribution

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from client.conftest import answer_afresh
from truss._packing.origin import origin_of

X, Y = np.array([[0.0], [1.0], [2.0], [3.0]]), [0, 0, 1, 1]
CODE = "from importlib.metadata import version\nVERSION = version('fraud-lib')\ndef double(X):\n    return X * 2\n"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
GIT = {"vcs": "git", "commit_id": COMMIT, "requested_revision": "main"}


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder of installed packages, empty at first."""
    folder = tmp_path / "lib" / "site-packages"
    folder.mkdir(parents=True)
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] in ("fraudlib", "uses_fraudlib")]:
        del sys.modules[name]


def install(site, source=None, name="fraud-lib", code_in=None, **files):
    """Puts a package where an installer puts one; `source` is what it writes down of where it came from."""
    module = name.replace("-", "")
    info = f"{name.replace('-', '_')}-1.2.dist-info"
    kept = {"METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n", "INSTALLER": "pip\n"}
    kept.update({"WHEEL": "Root-Is-Purelib: true\n", "RECORD": f"{module}/__init__.py,,\n{info}/METADATA,,\n", **files})
    if source is not None:
        kept["direct_url.json"] = json.dumps(source)
    for folder, texts in ((site / info, kept), ((code_in or site) / module, {"__init__.py": CODE})):
        folder.mkdir(parents=True)
        for file, text in texts.items():
            (folder / file).write_text(text)
    importlib.invalidate_caches()


def packed_with_it(pack):
    model = make_pipeline(FunctionTransformer(importlib.import_module("fraudlib").double), LogisticRegression())
    model.fit(X, Y)
    directory, packed = pack(model)
    packages = directory / "packages"
    copied = sorted(str(path.relative_to(packages)) for path in packages.rglob("*") if path.is_file())
    [answer] = answer_afresh([(directory, {"inputs": X.tolist()})], cwd=directory)
    assert answer["predictions"] == model.predict(X).tolist()
    return copied, {each.name: each.address or each.version for each in packed.requirements}


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ({"url": "https://h/o/r.git", "vcs_info": GIT}, f"git+https://h/o/r.git@{COMMIT}"),
        ({"url": "https://h/r", "vcs_info": GIT, "subdirectory": "a"}, f"git+https://h/r@{COMMIT}#subdirectory=a"),
        ({"url": "ssh://git@h/o/r", "vcs_info": GIT}, f"git+ssh://git@h/o/r@{COMMIT}"),
        ({"url": "https://me:s3cret@h/r", "vcs_info": GIT}, f"git+https://h/r@{COMMIT}"),
        ({"url": "https://t0ken@h/x.whl", "archive_info": {}}, "https://h/x.whl"),
        ({"url": "https://${TOKEN}@h/x.whl", "archive_info": {}}, "https://${TOKEN}@h/x.whl"),
    ],
)
def test_what_came_from_an_address_is_required_from_there(site, pack, source, address):
    install(site, source)
    assert origin_of(distribution("fraud-lib")).address == address
    module = importlib.import_module("fraudlib")
    _, packed = pack(make_pipeline(FunctionTransformer(module.double), LogisticRegression()).fit(X, Y))
    assert {each.name: each.address for each in packed.requirements}["fraud-lib"] == address
    assert packed.requirements[-1].to_json()["address"] == address


def test_what_it_brings_along_from_an_address_is_required_from_there_too(site, pack):
    install(site, {"url": "https://h/r", "vcs_info": GIT})
    wants = (
        "Metadata-Version: 2.1\nName: uses-fraudlib\nVersion: 1.2\nRequires-Dist: fraud_lib>=1; python_version>'3'\n"
    )
    install(site, name="uses-fraudlib", METADATA=wants)
    (site / "uses_fraudlib-1.2.dist-info" / "RECORD").write_text("usesfraudlib/__init__.py,,\n")
    double = importlib.import_module("usesfraudlib").double
    _, packed = pack(make_pipeline(FunctionTransformer(double), LogisticRegression()).fit(X, Y))
    [own, brought] = [each for each in packed.requirements if "fraud" in each.name]
    assert (own.name, own.address) == ("uses-fraudlib", None)
    assert (brought.address, brought.why) == (f"git+https://h/r@{COMMIT}", "uses-fraudlib needs it")


@pytest.mark.parametrize("is_editable", [True, False], ids=["editable", "copied"])
def test_code_of_this_machine_is_taken_along_with_what_it_asks_of_itself(
    site, pack, tmp_path, monkeypatch, is_editable
):
    project = tmp_path / "project"
    source = {"url": project.as_uri(), "dir_info": {"editable": is_editable}}
    code_in = project / "src" if is_editable else site
    install(site, source, code_in=code_in, **{"entry_points.txt": "[fraud]\na = fraudlib:double\n"})
    monkeypatch.syspath_prepend(str(code_in))
    copied, required = packed_with_it(pack)
    info = "fraud_lib-1.2.dist-info"
    assert copied == [f"{info}/METADATA", f"{info}/entry_points.txt", "fraudlib/__init__.py"]
    assert "fraud-lib" not in required


def test_an_egg_beside_its_sources_is_of_this_machine(site, pack, tmp_path, monkeypatch):
    egg = tmp_path / "project" / "fraud_lib.egg-info"
    egg.mkdir(parents=True)
    (egg / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: fraud-lib\nVersion: 1.2\n")
    (egg / "top_level.txt").write_text("fraudlib\n")
    (tmp_path / "project" / "fraudlib.py").write_text(CODE)
    monkeypatch.syspath_prepend(str(tmp_path / "project"))
    copied, required = packed_with_it(pack)
    assert copied == ["fraud_lib-1.2.dist-info/METADATA", "fraudlib.py"]
    assert "fraud-lib" not in required


def test_of_files_of_this_machine_pure_ones_are_copied_and_compiled_ones_required(site, pack, tmp_path):
    wheel = tmp_path / "fraud lib.whl"
    wheel.write_bytes(b"")
    source = {"url": wheel.as_uri(), "archive_info": {}}
    install(site, source)
    assert packed_with_it(pack)[0] == ["fraud_lib-1.2.dist-info/METADATA", "fraudlib/__init__.py"]
    (site / "fraud_lib-1.2.dist-info" / "WHEEL").write_text("Root-Is-Purelib: false\n")
    assert origin_of(distribution("fraud-lib")).address == wheel.as_uri()
    wheel.unlink()
    assert origin_of(distribution("fraud-lib")).kind == "here"


def test_what_conda_has_built_somewhere_is_of_an_index(site):
    install(site, {"url": "file:///croot/fraud-lib_1700000000000/work", "dir_info": {}}, INSTALLER="conda\n")
    assert origin_of(distribution("fraud-lib")) == ("index", None, None)
