"""One function of the model: what it is, what a call of it gives, and what it takes."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from truss_worker.model.methods.arguments import Arguments, read_arguments

if TYPE_CHECKING:
    from collections.abc import Callable

SYNC: Final = "sync"
ASYNC: Final = "async"
GENERATOR: Final = "generator"
ASYNC_GENERATOR: Final = "asyncGenerator"


class Stage(NamedTuple):
    """One function of the model on the way from a body to an answer."""

    name: str
    function: Callable[..., Any]
    kind: str
    arguments: Arguments

    def call(self, value: Any, request: Any) -> Any:
        """Calls the function with what it takes of the two; gives what it gives, a coroutine if it is one."""
        order = self.arguments.order
        if order == ("body",):
            return self.function(value)
        return self.function(*(value if argument == "body" else request for argument in order))


def make_stage(name: str, function: Callable[..., Any]) -> Stage:
    """A stage of a bound method. Raises LoadError (MODEL_CLASS_INVALID) if it takes what there is not."""
    return Stage(name, function, kind_of(function), read_arguments(name, function))


def kind_of(function: Callable[..., Any]) -> str:
    """Whether a call gives a value, a coroutine, a generator or an async generator, as far as can be told before it.

    Of a decorated function the first layer that is not plainly sync decides.
    """
    while True:
        called = function if inspect.isroutine(function) else getattr(function, "__call__", function)  # noqa: B004
        for candidate in (function, called):
            if inspect.isasyncgenfunction(candidate):
                return ASYNC_GENERATOR
            if inspect.iscoroutinefunction(candidate):
                return ASYNC
            if inspect.isgeneratorfunction(candidate):
                return GENERATOR
        wrapped = getattr(function, "__wrapped__", None)
        if wrapped is None:
            return SYNC
        function = wrapped
