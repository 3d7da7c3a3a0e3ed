"""`from truss import metrics`, with nothing installed; see `truss_worker.metrics`."""

from truss_worker.metrics import Counter, Gauge, Histogram, counter, gauge, histogram

__all__ = ["Counter", "Gauge", "Histogram", "counter", "gauge", "histogram"]
