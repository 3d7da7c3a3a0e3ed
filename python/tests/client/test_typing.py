"""What a type checker says of a program that uses truss: nothing where all is right, and something at each mistake."""

import subprocess
import sys

from client.conftest import PROGRAMS, REPOSITORY


def test_a_program_is_checked_against_the_types_of_truss(tmp_path):
    config = REPOSITORY / "python" / "pyproject.toml"
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--config-file",
        config,
        "--cache-dir",
        tmp_path,
        PROGRAMS / "typed_user.py",
    ]
    done = subprocess.run(command, cwd=config.parent, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("Success: no issues found in 1 source file\n", 0)
