"""What the model counts with `truss.metrics`, told to the server by itself: METRICS frames that nobody asked for.

A worker that is killed takes nothing with it but what it has counted in the last moment.
"""

from __future__ import annotations

import json
import math
from contextlib import suppress
from threading import Event, Lock, Thread
from time import sleep
from typing import TYPE_CHECKING, Any, Final

from truss_worker.metrics.registry import REGISTRY
from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from truss_worker.metrics.registry import Family

# The first change after a rest is told at once, and those that follow together.
_REST_SECONDS: Final = 0.1


class ToldMetrics:
    """Tells what has changed, from a thread of its own as soon as anything has.

    Args:
        send: sends a frame on the control channel.
    """

    def __init__(self, send: Callable[[Frame], None]) -> None:
        self._send = send
        self._changed = Event()
        self._starting = Lock()
        self._thread: Thread | None = None
        # One report after the other: what a gauge is now must not be told before what it was.
        self._telling = Lock()
        REGISTRY.watch(self._wake)

    def tell(self) -> None:
        """Tells now what has changed."""
        with self._telling:
            changes = REGISTRY.take()
            if changes:
                families = [_report(family, values) for family, values in changes]
                payload = json.dumps(families, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")
                with suppress(OSError):  # the server is gone
                    self._send(Frame(protocol.METRICS, payload=payload))

    def _wake(self) -> None:
        # Most models count nothing, and need no thread for that.
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = Thread(target=self._run, name="truss-told-metrics", daemon=True)
                    self._thread.start()
        if not self._changed.is_set():
            self._changed.set()

    def _run(self) -> None:
        while True:
            self._changed.wait()
            self._changed.clear()
            self.tell()
            sleep(_REST_SECONDS)


def _report(family: Family, values: dict[tuple[str, ...], Any]) -> dict[str, Any]:
    series = [[list(labels), _value(value)] for labels, value in values.items()]
    return {**family._asdict(), "series": series}


def _value(value: Any) -> Any:
    """A number, as text where JSON has none for it; of a histogram the sum, and the count of each bucket."""
    if isinstance(value, tuple):
        total, counts = value
        return [_value(total), counts]
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else ("+Inf" if value > 0 else "-Inf")
