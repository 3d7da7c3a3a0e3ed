"""The control channel: its own thread reads it, whatever the model is doing."""

from __future__ import annotations

import os
import signal
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING

from truss_worker.process.signals import Signals
from truss_worker.process.stdio import say
from truss_worker.wire import protocol
from truss_worker.wire.codec import CodecError, Decoder, Frame, encode
from truss_worker.wire.receiver import receive_frames
from truss_worker.worker.metrics import answer_metrics
from truss_worker.worker.told_metrics import ToldMetrics

if TYPE_CHECKING:
    from socket import socket

    from truss_worker.worker.health import Health


class Control:
    """Life cycle, cancellation, credit, health and metrics.

    Args:
        channel: the socket of fd 4.
    """

    def __init__(self, channel: socket) -> None:
        self._channel = channel
        self.decoder = Decoder(protocol.MAX_HELLO_BYTES)
        """Its limit is that of HELLO until HELLO has told another."""
        self._hello: SimpleQueue[Frame] = SimpleQueue()
        self._send_lock = Lock()
        self._thread = Thread(target=self._run, name="truss-control", daemon=True)
        self.signals = Signals()
        """What was said of requests."""
        self.told_metrics = ToldMetrics(self.send)
        """What the model counts with `truss.metrics`."""
        self.health: Health | None = None
        """Who answers HEALTH; before it is set the model is loading."""

    def start(self) -> None:
        """Reads the channel from now on."""
        self._thread.start()

    def linger(self, seconds: float) -> None:
        """Waits so long for the end of the channel, which ends this process and all that it has started."""
        self._thread.join(seconds)

    def wait_for_hello(self) -> Frame:
        """The first frame of the channel."""
        return self._hello.get()

    def send(self, frame: Frame) -> None:
        """Sends a frame, from any thread."""
        with self._send_lock:
            self._channel.sendall(encode(frame))

    def _run(self) -> None:
        try:
            while (frames := receive_frames(self._channel, self.decoder)) is not None:
                for frame in frames:
                    self._handle(frame)
        except CodecError as error:
            say(f"truss worker: the control channel is broken: {error}")
        except OSError:
            pass  # Reset: the server was killed, which is the same as its end.
        kill_group()

    def _handle(self, frame: Frame) -> None:
        if frame.kind == protocol.CANCEL:
            self.signals.cancel(frame.id)
        elif frame.kind == protocol.CREDIT:
            self.signals.add_credit(frame.id, frame.aux)
        elif frame.kind == protocol.HEALTH:
            self._ask_health(frame.aux)
        elif frame.kind == protocol.METRICS:
            self.told_metrics.tell()
            answer_metrics(frame.aux, self.send)
        elif frame.kind == protocol.HELLO:
            self._hello.put(frame)
        elif frame.kind == protocol.RELOAD:
            header = {
                "phase": "reload",
                "code": "WIRE_UNSUPPORTED",
                "message": "This worker cannot load its model again",
                "hint": "Start another worker.",
                "permanent": True,
            }
            self.send(Frame(protocol.FAILED, header=header))

    def _ask_health(self, number: int) -> None:
        if self.health is None:
            header = {"healthy": False, "reason": "the model is loading"}
            self.send(Frame(protocol.HEALTH, aux=number, header=header))
        else:
            self.health.ask(number)


def kill_group() -> None:
    """Ends this process, and all that it has started, at once: nobody is there for whom they could work."""
    # Only as its leader: in a group that it does not lead there are processes that are not its own.
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
