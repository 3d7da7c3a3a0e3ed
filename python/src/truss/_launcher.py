"""The command `truss`: hands this very process over to the engine, so that signals and the terminal reach it."""

import os
import signal
import sys

from truss._node import engine_command


def main() -> None:
    """Replaces this process by the engine, with the same arguments.

    `TRUSS_PYTHON` tells the engine which Python it was started from: uv lies beside it, and it is the first candidate
    for a truss's environment. `TRUSS_NOHUP` tells it that the loss of the terminal is to be ignored: Node forgets it.
    """
    try:
        command = engine_command()
    except Exception as error:
        from truss.errors import TrussError

        if not isinstance(error, TrussError):
            raise
        sys.stderr.write(f"Error: {error}\n")
        sys.exit(1)
    os.environ["TRUSS_PYTHON"] = sys.executable
    os.environ["TRUSS_NOHUP"] = "1" if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN else "0"
    os.execv(command[0], [*command, *sys.argv[1:]])
