"""The life of a worker process: hello, load, ready, requests, end."""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import suppress
from socket import socket
from typing import Final, NoReturn

from truss_worker.forms.context import Context
from truss_worker.loops.serving import Serving
from truss_worker.model.load_error import LoadError, load_error
from truss_worker.model.settings import Settings, read_settings
from truss_worker.process.debugger import refuse_breakpoints
from truss_worker.process.fork import close_in_children
from truss_worker.process.heap import forget_settings
from truss_worker.process.stdio import buffer_by_line, flush, say
from truss_worker.wire import protocol
from truss_worker.wire.codec import CodecError, Frame
from truss_worker.wire.limits import read_limits
from truss_worker.wire.progress import Progress
from truss_worker.worker.control import Control, kill_group
from truss_worker.worker.preparation import prepare

_DATA, _CONTROL, _PROGRESS = 3, 4, 5

# A server that is killed closes the data channel first and the control channel right after. Who takes that for a mere
# "no more requests", and leaves, leaves what the model has started behind.
_LINGER_SECONDS: Final = 0.05


def run() -> NoReturn:
    """Serves one model on the inherited descriptors, and ends the process."""
    forget_settings()
    buffer_by_line()
    refuse_breakpoints()
    try:
        data, control = _open_channels()
        status = _serve(data, control)
    except CodecError as error:
        say(f"truss worker: the data channel is broken: {error}")
        status = 1
    except OSError as error:
        say(f"truss worker: the server is gone: {error}")
        kill_group()
    _leave(status)


def _open_channels() -> tuple[socket, Control]:
    try:
        data, control = socket(fileno=_DATA), socket(fileno=_CONTROL)
    except OSError:
        say("This script is started by `truss serve`; it is of no use by itself.")
        sys.exit(2)
    for descriptor in (_DATA, _CONTROL, _PROGRESS):
        # Not for programs that the model starts, whichever way it does.
        os.set_inheritable(descriptor, False)
    close_in_children([data, control])
    return data, Control(control)


def _serve(data: socket, control: Control) -> int:
    progress = Progress(_PROGRESS)
    control.start()
    hello = control.wait_for_hello()
    try:
        settings = _read_hello(hello)
        limits = read_limits(hello.header)
        control.decoder.max_frame_bytes = limits.max_frame_bytes
        prepared = prepare(settings, limits, control)
    except LoadError as error:
        control.send(Frame(protocol.FAILED, header=error.to_header()))
        return 1
    control.send(Frame(protocol.READY, aux=protocol.VERSION, header=prepared.ready_header))
    context = Context(limits.max_json_depth, settings.entry, settings.config)
    channels = (data, progress, control.signals, limits, context, control.send)
    prepared.loop.serve(Serving(prepared.methods, *channels, prepared.together))
    control.told_metrics.tell()
    control.linger(_LINGER_SECONDS)
    return 0


def _read_hello(hello: Frame) -> Settings:
    if hello.aux != protocol.VERSION:
        message = f"The server speaks version {hello.aux} of the protocol, this worker version {protocol.VERSION}"
        raise load_error("hello", "WIRE_UNSUPPORTED", message)
    try:
        return read_settings(hello.header)
    except (KeyError, TypeError) as error:
        raise load_error("hello", "WIRE_PROTOCOL", f"HELLO is not as the protocol wants it: {error!r}") from error


def _leave(status: int) -> NoReturn:
    """Ends the process, also where threads of the model never end, for which Python waits."""
    with suppress(BaseException):
        atexit._run_exitfuncs()  # noqa: SLF001 - what models registered there still has to run
    flush()
    os._exit(status)
