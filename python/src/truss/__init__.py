"""Truss: turn a trained model into a directory that answers over HTTP, in an environment of its own.

Nothing is imported, started or written until a name below is used: `import truss` costs next to nothing.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from truss._handle import TrussHandle
    from truss._mk_truss import mk_truss
    from truss._projects import from_directory, init, load
    from truss._server import TrussServer
    from truss.errors import TrussError
    from truss_worker.shim.truss import HTTPError, Request, Response

__version__ = "1.0.0a1"

__all__ = [
    "HTTPError",
    "Request",
    "Response",
    "TrussError",
    "TrussHandle",
    "TrussServer",
    "__version__",
    "from_directory",
    "init",
    "load",
    "mk_truss",
]

_HOMES = {
    "HTTPError": "truss_worker.http_objects",
    "Request": "truss_worker.shim.truss",
    "Response": "truss_worker.shim.truss",
    "TrussError": "truss.errors",
    "TrussHandle": "truss._handle",
    "TrussServer": "truss._server",
    "from_directory": "truss._projects",
    "init": "truss._projects",
    "load": "truss._projects",
    "mk_truss": "truss._mk_truss",
}


# Hidden from type checkers, which would take any misspelt name for one that it gives.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module 'truss' has no attribute {name!r}")
        from importlib import import_module

        value: object = getattr(import_module(home), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
