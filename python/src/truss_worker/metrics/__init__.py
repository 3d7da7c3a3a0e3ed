"""What a model counts itself, for the server's `/metrics`: `from truss import metrics`."""

from __future__ import annotations

__all__ = ["Counter", "Gauge", "Histogram", "counter", "gauge", "histogram"]

from truss_worker.metrics.declare import counter, gauge, histogram
from truss_worker.metrics.metric import Counter, Gauge, Histogram
