"""Modules of a truss's own folders, also outside it, and their names."""

import json

from worker.harness import Worker

PREDICT = "\n\nclass Model:\n    def predict(self, request): return found\n"


def found(worker):
    worker.ready()
    return json.loads(worker.ask(b"1").payload)


def external(tmp_path, files):
    """Writes a folder outside the truss, and gives it."""
    for path, text in files.items():
        file = tmp_path / "outside" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return str(tmp_path / "outside")


def told(*folders):
    names = {
        "moduleDir": "model",
        "file": "model.py",
        "className": "Model",
        "packagesDir": "packages",
        "dataDir": "data",
    }
    return {**names, "externalPackageDirs": list(folders)}


def test_external_package_dirs_come_after_packages(start, tmp_path):
    outside = external(tmp_path, {"shared.py": "WHERE = 'outside'", "both.py": "WHERE = 'outside'"})
    worker = start(
        f"import shared, both\nfound = [shared.WHERE, both.WHERE]{PREDICT}",
        {"packages/both.py": "WHERE = 'packages'"},
        model=told(outside, str(tmp_path / "missing")),
    )
    assert found(worker) == ["outside", "packages"]


def test_a_namespace_package_in_two_folders(start, tmp_path):
    outside = external(tmp_path, {"company/one.py": "VALUE = 1"})
    worker = start(
        f"from company import one, two\nfound = [one.VALUE, two.VALUE]{PREDICT}",
        {"packages/company/two.py": "VALUE = 2"},
        model=told(outside),
    )
    assert found(worker) == [1, 2]


def test_relative_imports_in_every_way(start):
    worker = start(
        f"from .near import NEAR\nfrom .deep.inside import INSIDE\nfrom model.near import NEAR as AGAIN\nimport near\n"
        f"found = [NEAR, INSIDE, AGAIN, near.NEAR]{PREDICT}",
        {
            "model/near.py": "NEAR = 1",
            "model/deep/__init__.py": "",
            "model/deep/inside.py": "from ..near import NEAR\nINSIDE = NEAR + 1",
        },
    )
    assert found(worker) == [1, 2, 1, 1]


def test_modules_named_like_the_workers_and_like_the_standard_librarys(start):
    names = ["codec", "loop", "forms", "msgpack", "v2", "annotations", "process"]
    files = {f"packages/{name}.py": f"MINE = '{name}'" for name in names}
    worker = start(
        f"import {', '.join(names)}, json\n"
        f"found = [{', '.join(f'{name}.MINE' for name in names)}, json.dumps(1)]{PREDICT}",
        {**files, "model/json.py": "1 / 0", "packages/datetime.py": "1 / 0", "packages/decimal.py": "1 / 0"},
    )
    assert found(worker) == [*names, "1"]
    # What the worker itself imports only now is still its own.
    assert worker.ask(b"\xc0", id=2, form=2, accept=2).form == 2


def test_the_same_truss_from_within_its_own_directory(tmp_path):
    directory = tmp_path / "truss"
    (directory / "model").mkdir(parents=True)
    (directory / "model" / "model.py").write_text(f"found = 1{PREDICT}", "utf-8")
    with Worker(directory) as worker:
        assert found(worker) == 1
