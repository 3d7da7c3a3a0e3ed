"""The conversation with the engine (`specs/engine-protocol.md`): one child per process, calls from any thread."""

from __future__ import annotations

import atexit
import contextlib
import itertools
import json
import os
import platform
import threading
import time
from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from typing import Any

from truss._command import reach_command
from truss._engine_process import EngineProcess
from truss._version import __version__
from truss.errors import TrussError, error_of

_PROTOCOL = 1
# Ending a server that loads takes a moment; who interrupts twice waits no longer.
_SECONDS_TO_CANCEL = 5.0

Message = dict[str, Any]
ProgressCallback = Callable[[Message], None]
EventCallback = Callable[[str, Message], None]
Undo = Callable[[Any], tuple[str, Message]]


class EngineClient:
    """Calls methods of one engine process.

    Answers are handed to the thread that waits for them, progress too, so that what a callback prints lands in the
    notebook cell that made the call.

    Args:
        on_event: called, in a thread of the engine's, with the name and parameters of what nobody asked for.

    Attributes:
        death: why it answers no more, or None.
        home: the folder for everything of the user's own, known once the engine has said hello.
    """

    def __init__(self, on_event: EventCallback) -> None:
        self._on_event = on_event
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._waiting: dict[int, SimpleQueue[Message | TrussError]] = {}
        self._abandoned: dict[int, Undo] = {}
        self.death: TrussError | None = None
        self.home = ""
        self._process = EngineProcess(self._receive, self._die)

    def call(
        self,
        method: str,
        params: Mapping[str, Any],
        on_progress: ProgressCallback | None = None,
        undo: Undo | None = None,
        *,
        cancels: bool = False,
    ) -> Any:
        """Calls a method and waits for its result.

        Args:
            method: its name, such as `project.load`.
            params: what can be written as JSON; paths are absolute.
            on_progress: called with each `{phase, message, done?, total?}` before the answer.
            undo: where the wait is interrupted, the call that takes its result back, once there is one.
            cancels: whether an interrupt of the wait gives up the call as well, and waits until that has ended.

        Returns:
            The `result` of the answer.

        Raises:
            TrussError: what the engine answered, or `ENGINE_UNAVAILABLE` when it died.
        """
        answers: SimpleQueue[Message | TrussError] = SimpleQueue()
        number = self._send(method, params, answers)
        try:
            return _wait(answers, on_progress)
        except BaseException:
            if cancels:
                self._cancel(number, answers)
            self._abandon(number, answers, undo)
            raise

    def close(self) -> None:
        """Ends the engine, and every server it hosts."""
        self._process.close()

    def disown(self) -> None:
        """In a forked child: leaves the engine to the parent. Calls of whoever still holds this object are refused."""
        self.death = error_of("ENGINE_UNAVAILABLE", "This engine belongs to the parent process")
        self._process.disown()

    def _send(self, method: str, params: Mapping[str, Any], answers: SimpleQueue[Message | TrussError] | None) -> int:
        number = next(self._ids)
        line = json.dumps({"id": number, "method": method, "params": params}, separators=(",", ":"))
        with self._lock:
            if self.death is not None:
                raise self.death
            if answers is not None:
                self._waiting[number] = answers
        self._process.write_line(line.encode() + b"\n")
        return number

    def _abandon(self, number: int, answers: SimpleQueue[Message | TrussError], undo: Undo | None) -> None:
        """Forgets a call whose wait was interrupted; nothing is left to do where its answer had been taken."""
        with self._lock:
            pending = self._waiting.pop(number, None) is not None
            if pending and undo is not None:
                self._abandoned[number] = undo
        while undo is not None and not pending and not answers.empty():
            message = answers.get()
            if isinstance(message, dict) and "result" in message:
                self._take_back(undo, message["result"])

    def _cancel(self, number: int, answers: SimpleQueue[Message | TrussError]) -> None:
        """Cancels a call that is not answered, and waits for its end; the answer that says so is left in the queue."""
        with self._lock:
            if number not in self._waiting:
                return
        with contextlib.suppress(TrussError, Empty):
            self._send("cancel", {"id": number}, None)
            end = time.monotonic() + _SECONDS_TO_CANCEL
            while True:
                message = answers.get(timeout=max(0.0, end - time.monotonic()))
                if isinstance(message, TrussError) or "progress" not in message:
                    answers.put(message)
                    return

    def _take_back(self, undo: Undo, result: Any) -> None:
        with contextlib.suppress(TrussError):  # an engine that has died took everything with it
            self._send(*undo(result), None)

    def _receive(self, line: bytes) -> None:
        message: Message = json.loads(line)
        if "event" in message:
            self._on_event(message["event"], message["params"])
            return
        number = message["id"]
        with self._lock:
            if number is None:  # a line of ours was not understood, and the engine cannot tell which
                listeners = [*self._waiting.values()]
                self._waiting.clear()
            elif "progress" in message:
                listeners = [self._waiting[number]] if number in self._waiting else []
            else:
                listeners = [self._waiting.pop(number)] if number in self._waiting else []
            undo = None if "progress" in message else self._abandoned.pop(number, None)
            # Under the lock, so that a call which is no longer in _waiting has its answer in its queue.
            for answers in listeners:
                answers.put(message)
        if undo is not None and "result" in message:
            self._take_back(undo, message["result"])

    def _die(self, reason: TrussError) -> None:
        with self._lock:
            self.death = reason
            for answers in self._waiting.values():
                answers.put(reason)
            self._waiting.clear()


def _wait(answers: SimpleQueue[Message | TrussError], on_progress: ProgressCallback | None) -> Any:
    while True:
        message = answers.get()
        if isinstance(message, TrussError):
            raise message
        if "progress" in message:
            if on_progress is not None:
                on_progress(message["progress"])
        elif "error" in message:
            error = message["error"]
            raise error_of(error["code"], error["message"], error.get("hint"), error.get("issues") or ())
        else:
            return message["result"]


_client: EngineClient | None = None
_starting = threading.Lock()
_event_callbacks: list[EventCallback] = []


def engine() -> EngineClient:
    """Gives this process's engine, started on the first call and again after it has died.

    Raises:
        TrussError: `ENGINE_UNAVAILABLE`, `PLATFORM_UNSUPPORTED` or `ENGINE_VERSION_MISMATCH`.
    """
    global _client
    with _starting:
        if _client is None or _client.death is not None:
            reach_command()
            client = EngineClient(_dispatch_event)
            python = {"version": platform.python_version()}
            try:
                hello = client.call("hello", {"protocol": _PROTOCOL, "python": python, "truss": __version__})
            except BaseException:
                client.close()
                raise
            client.home = hello["home"]
            _client = client
        return _client


def on_engine_event(callback: EventCallback) -> None:
    """Has a callback told of every event of this process's engine, whenever that is started."""
    _event_callbacks.append(callback)


def close_engine() -> None:
    """Ends this process's engine, if there is one. The next call of `engine` starts another."""
    global _client
    with _starting:
        client, _client = _client, None
    if client is not None:
        client.close()


def _dispatch_event(event: str, params: Message) -> None:
    for callback in _event_callbacks:
        callback(event, params)


def _forget_in_forked_child() -> None:
    global _client, _starting
    _starting = threading.Lock()
    client, _client = _client, None
    if client is not None:
        client.disown()


atexit.register(close_engine)
os.register_at_fork(after_in_child=_forget_in_forked_child)
