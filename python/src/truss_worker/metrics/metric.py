"""Counters, gauges and histograms, as a model uses them."""

from __future__ import annotations

import math
from bisect import bisect_left
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from truss_worker.metrics.registry import Family, Registry

# A longer value is a text that somebody sent, and no label.
_MAX_VALUE: Final = 200


class Metric:
    """What all metrics have.

    Args:
        family: what it is called, and which labels it has.
        registry: keeps what is counted; the metric is in it.
    """

    def __init__(self, family: Family, registry: Registry) -> None:
        self._family = family
        self._registry = registry

    def _change(self, labels: dict[str, Any], change: Callable[[Any], Any]) -> None:
        self._registry.change(self._family.name, self._values(labels), change)

    def _values(self, labels: dict[str, Any]) -> tuple[str, ...]:
        names = self._family.labels
        if len(labels) != len(names) or any(name not in labels for name in names):
            given = ", ".join(labels) or "none"
            raise ValueError(f"{self._family.name} has the labels {', '.join(names) or 'none'}; given were {given}")
        return tuple(_text(labels[name]) for name in names)

    def _number(self, value: Any) -> float:
        # `float` would read a text.
        if isinstance(value, (str, bytes)):
            raise TypeError(f"{self._family.name} counts numbers, not {value!r}")
        return float(value)


class Counter(Metric):
    """What only grows, such as rows that were scored. Its sum over all workers outlives each of them."""

    def inc(self, amount: float = 1, **labels: Any) -> None:
        """Adds to it.

        Args:
            amount: at least 0.
            labels: a value for each of its labels.

        Raises:
            ValueError: the amount is negative or no number; the labels are others than its own.
            TypeError: the amount is no number.
        """
        number = self._number(amount)
        if not 0 <= number < math.inf:
            raise ValueError(f"The counter {self._family.name} only grows: {amount!r} cannot be added")
        self._change(labels, lambda due: number if due is None else due + number)


class Gauge(Metric):
    """What goes up and down, such as entries of a cache. Each worker has its own."""

    def __init__(self, family: Family, registry: Registry) -> None:
        super().__init__(family, registry)
        self._current: dict[tuple[str, ...], float] = {}

    def set(self, value: float, **labels: Any) -> None:
        """Says what it is now."""
        number = self._number(value)
        self._move(labels, lambda _current: number)

    def inc(self, amount: float = 1, **labels: Any) -> None:
        """Adds to it."""
        number = self._number(amount)
        self._move(labels, lambda current: current + number)

    def dec(self, amount: float = 1, **labels: Any) -> None:
        """Takes from it."""
        self.inc(-self._number(amount), **labels)

    def _move(self, labels: dict[str, Any], move: Callable[[float], float]) -> None:
        values = self._values(labels)

        def change(_due: float | None) -> float:
            # Under the registry's lock, and for a series that there is room for.
            moved = self._current[values] = move(self._current.get(values, 0.0))
            return moved

        self._registry.change(self._family.name, values, change)


class Histogram(Metric):
    """How often values of each size came, such as seconds. Its sum over all workers outlives each of them."""

    def observe(self, value: float, **labels: Any) -> None:
        """Counts a value.

        Args:
            value: in the unit that the name says.
            labels: a value for each of its labels.

        Raises:
            ValueError: the value is NaN; the labels are others than its own.
            TypeError: the value is no number.
        """
        number = self._number(value)
        if math.isnan(number):
            raise ValueError(f"The histogram {self._family.name} counts numbers, not NaN")
        buckets = self._family.buckets
        index = bisect_left(buckets, number)

        def change(due: tuple[float, list[int]] | None) -> tuple[float, list[int]]:
            total, counts = (0.0, [0] * (len(buckets) + 1)) if due is None else due
            counts[index] += 1
            return total + number, counts

        self._change(labels, change)

    def time(self, **labels: Any) -> Timer:
        """A `with` block, whose seconds are counted, also where it raises."""
        self._values(labels)
        return Timer(lambda seconds: self.observe(seconds, **labels))


class Timer:
    """Tells how long a `with` block took, in seconds."""

    def __init__(self, tell: Callable[[float], None]) -> None:
        self._tell = tell
        self._began = 0.0

    def __enter__(self) -> None:
        self._began = perf_counter()

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._tell(perf_counter() - self._began)


def _text(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _MAX_VALUE else text[:_MAX_VALUE] + "…"
