"""The command `truss`, for those who are in Python already."""

import os
import shlex
import shutil
import subprocess
import sys

import pytest

from truss._command import command_words, reach_command


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """An environment that is not on PATH: its Python, with the command beside it."""
    folder = tmp_path / "my venv" / "bin"
    folder.mkdir(parents=True)
    (folder / "truss").write_text("#!/bin/sh\n")
    (folder / "truss").chmod(0o755)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    return folder


def test_python_m_truss_is_the_command():
    told = subprocess.run([sys.executable, "-m", "truss", "--version"], capture_output=True, text=True, check=False)
    assert (told.stdout[:6], told.stderr, told.returncode) == ("truss ", "", 0)


def test_what_is_printed_can_be_pasted(beside):
    assert command_words() == f"{shlex.quote(str(beside / 'python'))} -m truss"
    os.environ["PATH"] += f":{beside}"
    assert command_words() == "truss"


def test_a_notebook_finds_the_command_of_its_environment(beside, monkeypatch):
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    reach_command()
    assert shutil.which("truss") is None
    monkeypatch.setitem(sys.modules, "ipykernel", object())
    reach_command()
    assert shutil.which("truss") == str(beside / "truss")
    path = os.environ["PATH"]
    reach_command()
    assert os.environ["PATH"] == path
