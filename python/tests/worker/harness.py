"""A real worker process, driven over its three descriptors as the server does it."""

import fcntl
import os
import signal
import socket
import struct
import sys
import tempfile
import threading
from pathlib import Path

from truss_worker.wire import protocol
from truss_worker.wire.codec import Decoder, Frame, encode

MAIN = Path(__file__).parents[2] / "src" / "truss_worker" / "main.py"
# The interpreter without the packages of the tests' environment, since a worker needs none; or another one to be tried.
PYTHON = os.environ.get("TRUSS_TEST_WORKER_PYTHON", sys._base_executable)
TIMEOUT_SECONDS = 30


class Channel:
    """The server's end of a socket pair."""

    def __init__(self, end):
        end.settimeout(TIMEOUT_SECONDS)
        self.socket = end
        self._decoder = Decoder()
        self._frames = []

    def send(self, *frames):
        self.socket.sendall(b"".join(map(encode, frames)))

    def receive(self):
        """The next frame but ASIDE, which only says that another request may come; None at the end."""
        while (frame := self.receive_any()) is not None and frame.kind == protocol.ASIDE:
            pass
        return frame

    def receive_any(self):
        """The next frame, or None at the end; ASIDE, too."""
        while not self._frames:
            data = self.socket.recv(65536)
            if not data:
                return None
            self._frames = self._decoder.push(data)
        return self._frames.pop(0)


class Worker:
    """A worker process; to be used as a context manager, which kills it and all that it started."""

    def __init__(self, directory, *, python=PYTHON, hello=None, **told):
        self.directory = directory
        data, control = socket.socketpair(), socket.socketpair()
        self.data, self.control = Channel(data[0]), Channel(control[0])
        self._progress = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._progress.write(bytes(8))
        self._progress.flush()
        read_end, write_end = os.pipe()
        self.pid = _spawn(python, [data[1].fileno(), control[1].fileno(), self._progress.fileno(), write_end])
        for end in (data[1], control[1]):
            end.close()
        os.close(write_end)
        self._output = []
        self._reader = threading.Thread(target=self._read_output, args=(read_end,), daemon=True)
        self._reader.start()
        self._status = None
        if hello is not False:
            self.control.send(Frame(protocol.HELLO, aux=1, header=hello or self.hello(**told)))

    def hello(self, *, limits=None, **told):
        return {
            "entry": {"name": "model", "version": "1"},
            "directory": str(self.directory),
            "model": {
                "moduleDir": "model",
                "file": "model.py",
                "className": "Model",
                "packagesDir": "packages",
                "dataDir": "data",
            },
            "config": {"model_name": "test"},
            "secrets": {},
            "environment": None,
            "limits": {
                "maxFrameBytes": 1 << 20,
                "streamWindowBytes": 1 << 20,
                "predictConcurrency": 1,
                "maxJsonDepth": 100,
                **(limits or {}),
            },
            "pythonMinor": None,
            **told,
        }

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._status is None:
            os.killpg(self.pid, signal.SIGKILL)
            self.wait()
        for channel in (self.data, self.control):
            channel.socket.close()
        self._progress.close()
        self._reader.join(TIMEOUT_SECONDS)

    def ready(self):
        """The header of READY; fails if the model does not load."""
        frame = self.life_frame()
        assert frame.kind == protocol.READY, (frame.header, self.output() if frame.kind == protocol.FAILED else "")
        return frame.header

    def failed(self):
        """The header of FAILED."""
        frame = self.life_frame()
        assert frame.kind == protocol.FAILED, frame
        return frame.header

    def life_frame(self):
        """The next control frame that is neither STATE nor LOG."""
        while True:
            frame = self.control.receive()
            assert frame is not None, f"the worker died: {self.output()}"
            if frame.kind not in (protocol.STATE, protocol.LOG):
                return frame

    def request(self, payload, *, id=1, form=1, accept=0, flags=0, **header):  # noqa: A002 - as the frame has it
        """Sends a REQUEST without waiting for its answer."""
        self.data.send(Frame(protocol.REQUEST, id, 0, header, payload, form, accept, flags))

    def ask(self, payload, **more):
        """Sends a REQUEST and gives the next frame of the data channel."""
        self.request(payload, **more)
        return self.data.receive()

    def half_close(self):
        """Says that no more requests will come."""
        self.data.socket.shutdown(socket.SHUT_WR)

    def progress(self):
        """What the progress file says."""
        return struct.unpack("<Q", os.pread(self._progress.fileno(), 8, 0))[0]

    def wait(self):
        """The exit status; negative for a signal."""
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._status

    def output(self):
        """All that was written to stdout and stderr; waits for the end of the worker."""
        self.wait()
        self._reader.join(TIMEOUT_SECONDS)
        return "".join(self._output)

    def _read_output(self, descriptor):
        with open(descriptor, encoding="utf-8", errors="replace") as lines:
            self._output.extend(lines)


def _spawn(python, descriptors):
    # First out of the way of the numbers that they shall have.
    high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 20) for descriptor in descriptors]
    data, control, progress, output = high
    targets = {1: output, 2: output, 3: data, 4: control, 5: progress}
    actions = [(os.POSIX_SPAWN_DUP2, source, target) for target, source in targets.items()]
    actions.insert(0, (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    arguments = [python, "-X", "utf8", str(MAIN)]
    pid = os.posix_spawn(python, arguments, environment, file_actions=actions, setsid=True)
    for descriptor in high:
        os.close(descriptor)
    return pid
