"""Trusses and workers for the tests."""

from textwrap import dedent

import pytest

from worker.harness import Worker


@pytest.fixture
def make_truss(tmp_path):
    """Writes the files of a truss; `source` is that of model/model.py."""

    def make(source=None, files=None, name="truss"):
        directory = tmp_path / name
        sources = {"model/model.py": source, **(files or {})}
        for path, text in sources.items():
            if text is not None:
                file = directory / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(dedent(text), "utf-8")
        directory.mkdir(exist_ok=True)
        return directory

    return make


@pytest.fixture
def start(make_truss):
    """Starts a worker for the source of model/model.py, and kills it after the test."""
    workers = []

    def start_worker(source=None, files=None, **told):
        worker = Worker(make_truss(source, files), **told)
        workers.append(worker)
        return worker

    yield start_worker
    for worker in workers:
        worker.__exit__()
