"""What a model counts itself, for the server's `/metrics`; see the guide on observability.

Outside a worker everything can be called, and goes nowhere: a model's code runs in a notebook as it does when served.
"""

from truss_worker.metrics import Counter, Gauge, Histogram, counter, gauge, histogram

__all__ = ["Counter", "Gauge", "Histogram", "counter", "gauge", "histogram"]
