"""What the model counts itself with the package prometheus_client, for METRICS frames."""

from __future__ import annotations

import sys
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from truss_worker.values.exceptions import say_exception
from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

if TYPE_CHECKING:
    from collections.abc import Callable

# Of the process and not of the model; the server has its own, and today's Truss leaves them out too.
_NOT_THE_MODELS: Final = ("PROCESS_COLLECTOR", "PLATFORM_COLLECTOR", "GC_COLLECTOR")


def answer_metrics(number: int, send: Callable[[Frame], None]) -> None:
    """Sends the answer to the question of that number: now where the model counts nothing, else from a thread.

    Args:
        number: what the answer repeats.
        send: sends a frame on the control channel.
    """
    client = sys.modules.get("prometheus_client")
    if not hasattr(client, "generate_latest"):  # also while its import is under way
        send(Frame(protocol.METRICS, aux=number))
        return
    # A collector of the model's may take its time, for which the control channel must not wait.
    Thread(target=_answer, args=(client, number, send), name="truss-metrics", daemon=True).start()


def _answer(client: Any, number: int, send: Callable[[Frame], None]) -> None:
    for name in _NOT_THE_MODELS:
        with suppress(Exception):  # it is not there any more
            client.REGISTRY.unregister(getattr(client, name))
    try:
        text = client.generate_latest()
    except Exception as error:  # noqa: BLE001 - of the user's collectors
        say_exception(error)
        text = b""
    with suppress(OSError):
        send(Frame(protocol.METRICS, aux=number, payload=text))
