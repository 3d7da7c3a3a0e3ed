"""How long each module took that was imported while a model was loaded, for those who look where a start goes."""

from __future__ import annotations

from importlib.machinery import ExtensionFileLoader, SourceFileLoader
from threading import local
from time import perf_counter
from typing import Any, Final

# The rest is noise, and the frame of READY is not for thousands of modules.
_MAX_MODULES: Final = 200


class ImportTimes:
    """Measures from when it is made on, for the rest of the process.

    A module's own time is what its code took without the modules that it has imported in turn.
    """

    def __init__(self) -> None:
        self._own: dict[str, float] = {}
        self._stack = local()
        for loader, name in (
            (SourceFileLoader, "exec_module"),
            (ExtensionFileLoader, "create_module"),
            (ExtensionFileLoader, "exec_module"),
        ):
            setattr(loader, name, self._measured(getattr(loader, name)))

    def to_list(self) -> list[list[Any]]:
        """Module and its own milliseconds, the slowest first."""
        slowest = sorted(self._own.items(), key=lambda item: -item[1])[:_MAX_MODULES]
        return [[name, round(seconds * 1000, 2)] for name, seconds in slowest]

    def _measured(self, function: Any) -> Any:
        def measured(loader: Any, what: Any) -> Any:
            # A spec for create_module, a module for exec_module.
            name = getattr(what, "__name__", None) or what.name
            children = self._children()
            children.append(0.0)
            began = perf_counter()
            try:
                return function(loader, what)
            finally:
                took = perf_counter() - began
                self._own[name] = self._own.get(name, 0.0) + took - children.pop()
                if children:
                    children[-1] += took

        return measured

    def _children(self) -> list[float]:
        """Of each module that this thread imports just now, how long those took that it has imported."""
        found: list[float] | None = getattr(self._stack, "children", None)
        if found is None:
            found = self._stack.children = []
        return found
