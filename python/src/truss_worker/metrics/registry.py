"""All metrics of a model, and what of them has changed since that was told last."""

from __future__ import annotations

import os
import sys
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    LabelValues = tuple[str, ...]

MAX_SERIES: Final = 1000
"""Of all metrics of a worker together: a label made of what clients send would fill Prometheus' memory, and ours."""


class Family(NamedTuple):
    """What is said of a metric: two of one name are the same metric where all of it is equal."""

    name: str
    kind: str
    help: str
    labels: tuple[str, ...]
    buckets: tuple[float, ...]
    """Upper bounds of a histogram, without that of the last one, which takes everything; else empty."""


class Registry:
    """Keeps what has changed until it is taken. Everything may be called from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._families: dict[str, Family] = {}
        self._series: set[tuple[str, LabelValues]] = set()
        self._changes: dict[str, dict[LabelValues, Any]] = {}
        self._on_change: Callable[[], None] | None = None
        self._has_told_of_bound = False

    def add(self, family: Family) -> None:
        """Adds a metric; one that is there already is the same.

        Raises:
            ValueError: there is another one of this name, or there are too many.
        """
        with self._lock:
            known = self._families.get(family.name)
            if known is not None and known != family:
                raise ValueError(
                    f"There is a metric {family.name} already, and another one: {_difference(known, family)}"
                )
            if known is None and len(self._families) >= MAX_SERIES:
                raise ValueError(f"There are {MAX_SERIES} metrics already, and no room for {family.name}")
            self._families[family.name] = family

    def change(self, name: str, values: LabelValues, change: Callable[[Any], Any]) -> None:
        """Changes what is still to be told of a series.

        Args:
            name: of a metric that was added.
            values: of its labels.
            change: is given what is to be told so far, None where that is nothing, and gives what is to be told now.
        """
        with self._lock:
            if not self._has_room(name, values):
                return
            changes = self._changes.setdefault(name, {})
            changes[values] = change(changes.get(values))
            on_change = self._on_change
        if on_change is not None:
            on_change()

    def take(self) -> list[tuple[Family, dict[LabelValues, Any]]]:
        """What has changed since this was called last."""
        with self._lock:
            changes, self._changes = self._changes, {}
            return [(self._families[name], values) for name, values in changes.items()]

    def watch(self, on_change: Callable[[], None]) -> None:
        """Has a function called after every change, from now on, and once if there was any so far."""
        with self._lock:
            self._on_change = on_change
            is_due = bool(self._changes)
        if is_due:
            on_change()

    def leave_to_parent(self) -> None:
        """What a forked child counts is nobody's: the channel is its parent's, whose lock may be held for good here."""
        self._lock = Lock()
        self._on_change = None

    def _has_room(self, name: str, values: LabelValues) -> bool:
        series = (name, values)
        if series in self._series:
            return True
        if len(self._series) < MAX_SERIES:
            self._series.add(series)
            return True
        if not self._has_told_of_bound:
            self._has_told_of_bound = True
            labels = ", ".join(f"{label}={value!r}" for label, value in zip(self._families[name].labels, values))
            sys.stderr.write(
                f"truss.metrics: there are {MAX_SERIES} series already: {name}({labels}) and all further ones are not "
                "counted. A label should have few values, none of which a client can make up.\n"
            )
        return False


def _difference(known: Family, other: Family) -> str:
    field = next(field for field in Family._fields if getattr(known, field) != getattr(other, field))
    return f"its {field} is {getattr(known, field)!r}, not {getattr(other, field)!r}"


REGISTRY: Final = Registry()
"""The one of this process."""

os.register_at_fork(after_in_child=REGISTRY.leave_to_parent)
