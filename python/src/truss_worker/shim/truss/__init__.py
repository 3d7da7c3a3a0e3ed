"""The `truss` of a model's environment: what a model may import of it with nothing installed.

It is last on the path of the worker, so that an installed `truss` comes first; that one gives the same classes.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["HTTPError", "Request", "Response", "WebSocket", "WebSocketDisconnect", "metrics", "trace_headers"]

from truss_worker.http.http_objects import HTTPError
from truss_worker.process.traces import trace_headers


def __getattr__(name: str) -> Any:
    if name == "metrics":
        # `from truss import metrics` needs no help, `truss.metrics` alone does.
        return import_module("truss.metrics")
    # Starlette's own where it can be imported, so that a model may hand them to code that expects those; looked for
    # only when somebody asks, since its import takes longer than a worker's whole start.
    from truss_worker.http.starlette_objects import NAMES, find_class

    if name not in NAMES:
        raise AttributeError(f"module 'truss' has no attribute '{name}' inside a model: it has {', '.join(__all__)}")
    return find_class(name)
