"""The engine as a child process: started, written to line by line, listened to by two threads, and ended."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import IO

from truss._node import engine_command
from truss.errors import TrussError, error_of

# Enough to show why an engine died, and no more than a person reads.
_KEPT_STDERR_LINES = 30
# A server that the engine hosts is drained first; what takes longer is not waited for at the end of a process.
_SECONDS_TO_END = 10.0

_LineCallback = Callable[[bytes], None]
_DeathCallback = Callable[[TrussError], None]


class EngineProcess:
    """One `truss engine` child.

    It lives in a session of its own, so that Ctrl-C in a terminal interrupts Python's wait and not the engine; the end
    of its stdin, which the operating system brings about whatever kills this process, ends it.

    Args:
        on_line: called with each line of stdout, in a thread of this object.
        on_death: called once, with the reason, when stdout has ended.
    """

    def __init__(self, on_line: _LineCallback, on_death: _DeathCallback) -> None:
        try:
            self._child = subprocess.Popen(
                [*engine_command(), "engine"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, "TRUSS_PYTHON": sys.executable},
                start_new_session=True,
            )
        except OSError as error:
            raise error_of("ENGINE_UNAVAILABLE", f"Node could not be started: {error}") from error
        self._writing = threading.Lock()
        self._complaints: deque[str] = deque(maxlen=_KEPT_STDERR_LINES)
        self._listener = threading.Thread(
            target=self._listen, args=(on_line, on_death), name="truss-engine", daemon=True
        )
        self._stderr_listener = threading.Thread(target=self._collect_stderr, name="truss-engine-stderr", daemon=True)
        self._stderr_listener.start()
        self._listener.start()

    def write_line(self, line: bytes) -> None:
        """Sends one line, which must end in a newline; raises `ENGINE_UNAVAILABLE` where nobody reads any more."""
        try:
            with self._writing:
                _stream(self._child.stdin).write(line)
                _stream(self._child.stdin).flush()
        except (OSError, ValueError) as error:
            raise self._death() from error

    def close(self) -> None:
        """Ends the child by the end of its stdin, and by force where that is not enough."""
        with contextlib.suppress(OSError):
            _stream(self._child.stdin).close()
        try:
            self._child.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        # Whoever else holds the write ends (a worker that outlived the engine) must not hold up the caller.
        self._listener.join(1.0)
        self._stderr_listener.join(1.0)

    def disown(self) -> None:
        """In a forked child: lets go of the pipes, which keep the parent's engine alive while they are held.

        They are replaced by /dev/null, not closed: the file objects keep their numbers, and a lock of theirs may have
        been held by a thread that the fork did not copy.
        """
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (self._child.stdin, self._child.stdout, self._child.stderr):
            os.dup2(nowhere, _stream(stream).fileno(), inheritable=False)
        os.close(nowhere)
        self._child.returncode = 0  # it is not a child of this process, so nothing here may wait for it

    def _listen(self, on_line: _LineCallback, on_death: _DeathCallback) -> None:
        try:
            with _stream(self._child.stdout) as lines:
                for line in lines:
                    on_line(line)
        except BaseException:
            self._child.kill()  # with a line that cannot be understood nothing else can be trusted
            raise
        finally:
            on_death(self._death())
            with contextlib.suppress(OSError):
                _stream(self._child.stdin).close()

    def _collect_stderr(self) -> None:
        with _stream(self._child.stderr) as lines:
            for line in lines:
                self._complaints.append(line.decode("utf-8", "replace").rstrip())

    def _death(self) -> TrussError:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(_SECONDS_TO_END)
        self._stderr_listener.join(1.0)
        status = self._child.returncode
        how = f"was killed by signal {-status}" if status is not None and status < 0 else f"ended with status {status}"
        said = "".join(f"\n  {line}" for line in self._complaints)
        return error_of(
            "ENGINE_UNAVAILABLE",
            f"The engine {how}{said and ', after it had said:'}{said}",
            "Try again: it is started anew",
        )


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None, "all three streams of the child are pipes"
    return stream
