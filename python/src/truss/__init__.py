"""Truss: turn a trained model into a directory that answers over HTTP, in an environment of its own.

Nothing is imported, started or written until a name below is used: `import truss` costs next to nothing.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from truss import metrics
    from truss._client.client import Client
    from truss._example import Example
    from truss._handle.handle import TrussHandle
    from truss._handle.spec import TrussSpec
    from truss._lifecycle import cleanup, kill_all
    from truss._mk_truss import mk_truss
    from truss._projects import from_directory, init, load
    from truss._server import TrussServer
    from truss._version import __version__
    from truss.errors import TrussError
    from truss_worker.http.http_objects import HTTPError, Request, Response
    from truss_worker.http.web_socket import WebSocket, WebSocketDisconnect
    from truss_worker.process.traces import trace_headers

__all__ = [
    "Client",
    "Example",
    "HTTPError",
    "Request",
    "Response",
    "TrussError",
    "TrussHandle",
    "TrussServer",
    "TrussSpec",
    "WebSocket",
    "WebSocketDisconnect",
    "__version__",
    "cleanup",
    "from_directory",
    "init",
    "kill_all",
    "load",
    "metrics",
    "mk_truss",
    "trace_headers",
]

_HOMES = {
    "Client": "truss._client.client",
    "Example": "truss._example",
    "HTTPError": "truss_worker.http.http_objects",
    "Request": "truss_worker.shim.truss",
    "Response": "truss_worker.shim.truss",
    "TrussError": "truss.errors",
    "TrussHandle": "truss._handle.handle",
    "TrussServer": "truss._server",
    "TrussSpec": "truss._handle.spec",
    "WebSocket": "truss_worker.shim.truss",
    "WebSocketDisconnect": "truss_worker.shim.truss",
    "__version__": "truss._version",
    "cleanup": "truss._lifecycle",
    "from_directory": "truss._projects",
    "init": "truss._projects",
    "kill_all": "truss._lifecycle",
    "load": "truss._projects",
    "metrics": "truss.metrics",
    "mk_truss": "truss._mk_truss",
    "trace_headers": "truss_worker.process.traces",
}


# Hidden from type checkers: of a module with a __getattr__ they believe every name, also a misspelt one.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module 'truss' has no attribute {name!r}")
        from importlib import import_module

        module = import_module(home)
        value: object = module if module.__name__ == f"truss.{name}" else getattr(module, name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
