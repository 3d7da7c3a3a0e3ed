"""Whether the model says that it is well, asked in a thread of its own: the control channel must not wait for it."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from truss_worker.values.exceptions import full_name, say_exception
from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

if TYPE_CHECKING:
    from collections.abc import Callable


class Health:
    """Answers HEALTH frames.

    Args:
        is_healthy: the model's method, or None: a model without one is well as long as the worker lives.
        settle: gives the result of a coroutine.
        send: sends a frame on the control channel.
    """

    def __init__(
        self,
        is_healthy: Callable[[], Any] | None,
        settle: Callable[[Any], Any],
        send: Callable[[Frame], None],
    ) -> None:
        self._is_healthy = is_healthy
        self._settle = settle
        self._send = send
        self._questions: SimpleQueue[int] = SimpleQueue()
        if is_healthy is not None:
            Thread(target=self._run, name="truss-health", daemon=True).start()

    def ask(self, number: int) -> None:
        """Sends the answer to the question of that number, now or as soon as the model has said so."""
        if self._is_healthy is None:
            self._send(Frame(protocol.HEALTH, aux=number, header={"healthy": True}))
        else:
            self._questions.put(number)

    def _run(self) -> None:
        while True:
            number = self._questions.get()
            self._send(Frame(protocol.HEALTH, aux=number, header=self._check()))

    def _check(self) -> dict[str, Any]:
        try:
            healthy = self._settle(self._is_healthy()) if self._is_healthy else True
        except (Exception, SystemExit) as error:  # noqa: BLE001 - of the user's code
            say_exception(error)
            return {"healthy": False, "reason": f"is_healthy raised {full_name(type(error))}"}
        return {"healthy": True} if healthy else {"healthy": False, "reason": "is_healthy says so"}
