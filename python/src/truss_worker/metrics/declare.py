"""Metrics by their names: what a model begins with."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from truss_worker.metrics.metric import Counter, Gauge, Histogram
from truss_worker.metrics.names import check_labels, check_name
from truss_worker.metrics.registry import REGISTRY, Family

if TYPE_CHECKING:
    from collections.abc import Iterable

# Seconds of a step of a model, each about twice the one before; the server's own histograms have the same.
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_MAX_BUCKETS: Final = 50
_MAX_HELP: Final = 500
_COUNTED: Final = "_total"


def counter(name: str, help: str, labels: Iterable[str] = ()) -> Counter:  # noqa: A002 - as prometheus_client calls it
    """A counter, the same for the same name.

    Args:
        name: such as `rows_scored`; it appears with `_total` behind it, as Prometheus wants counters to be called.
        help: what it counts, for those who read `/metrics`.
        labels: names of what tells its series apart; each should have few values.

    Raises:
        ValueError: a name that cannot be, or that another metric has.
        TypeError: a name that is no text.
    """
    check_name(name)
    full = name if name.endswith(_COUNTED) else name + _COUNTED
    made = Counter(_add(full, "counter", help, check_labels(name, labels)), REGISTRY)
    if not made._family.labels:  # noqa: SLF001 - a metric without labels is 0 before it is counted
        made.inc(0)
    return made


def gauge(name: str, help: str, labels: Iterable[str] = ()) -> Gauge:  # noqa: A002 - as above
    """A gauge, the same for the same name. Arguments and exceptions as of `counter`; the name stays as it is."""
    check_name(name)
    return Gauge(_add(name, "gauge", help, check_labels(name, labels)), REGISTRY)


def histogram(
    name: str,
    help: str,  # noqa: A002 - as above
    labels: Iterable[str] = (),
    buckets: Iterable[float] = _SECONDS,
) -> Histogram:
    """A histogram, the same for the same name.

    Args:
        name: with its unit, such as `tokenize_seconds`.
        help: what it measures.
        labels: as of `counter`.
        buckets: upper bounds, each larger than the one before; default: seconds from a millisecond to a minute.

    Raises:
        ValueError: as of `counter`; bounds that do not grow, or more than 50 of them.
        TypeError: as of `counter`.
    """
    check_name(name)
    bounds = tuple(float(bound) for bound in buckets if bound != math.inf)
    if not bounds or any(not low < high for low, high in zip(bounds, bounds[1:])):
        raise ValueError(f"The buckets of {name} are upper bounds, each larger than the one before: {bounds}")
    if len(bounds) > _MAX_BUCKETS:
        raise ValueError(f"{name} has {len(bounds)} buckets, at most {_MAX_BUCKETS} are possible")
    return Histogram(_add(name, "histogram", help, check_labels(name, labels, reserved="le"), bounds), REGISTRY)


def _add(name: str, kind: str, about: str, labels: tuple[str, ...], buckets: tuple[float, ...] = ()) -> Family:
    family = Family(name, kind, str(about)[:_MAX_HELP], labels, buckets)
    REGISTRY.add(family)
    return family
