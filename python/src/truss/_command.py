"""How the command `truss` is called from where this process runs."""

from __future__ import annotations

import os
import shlex
import shutil
import sys


def command_words() -> str:
    """Gives what a terminal, or a cell that begins with `!`, calls the command by: what is printed can be pasted.

    Returns:
        `truss`, or this Python with `-m truss` where the command lies beside it and is not on PATH.
    """
    is_hidden = shutil.which("truss") is None and os.path.isfile(_beside_python())
    return f"{shlex.quote(sys.executable)} -m truss" if is_hidden else "truss"


def reach_command() -> None:
    """Lets a notebook find the command in cells that begin with `!`, where its environment is not on PATH."""
    if "ipykernel" in sys.modules and shutil.which("truss") is None and os.path.isfile(_beside_python()):
        scripts = os.path.dirname(_beside_python())
        os.environ["PATH"] = os.pathsep.join(filter(None, (os.environ.get("PATH"), scripts)))


def _beside_python() -> str:
    return os.path.join(os.path.dirname(sys.executable), "truss")
