"""The methods of a loaded model, ready to be called."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from truss_worker.annotations.of_stages import input_annotation
from truss_worker.annotations.reading import input_reader
from truss_worker.errors import WorkerError
from truss_worker.model.arguments import Arguments, read_arguments

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


class Method(NamedTuple):
    """What the server may call: a chain of stages, of which each gets what the one before it gave."""

    name: str
    stages: tuple[Stage, ...]
    kind: str
    takes_body: bool
    request_class: type | None
    read_input: Callable[[Any], Any] | None
    """What makes the body the pydantic model or the dataclass that it is annotated with, where it is."""


def make_method(name: str, stages: tuple[Stage, ...]) -> Method:
    """A method of the stages; its kind is that of the stage of its own name, or of a postprocess that streams."""
    takes_body = any("body" in stage.arguments.order for stage in stages)
    request_classes = [stage.arguments.request_class for stage in stages if stage.arguments.request_class]
    kind = next(stage.kind for stage in stages if stage.name in (name, "predict_batch"))
    if stages[-1].kind in (GENERATOR, ASYNC_GENERATOR):
        kind = stages[-1].kind
    request_class = request_classes[0] if request_classes else None
    return Method(name, stages, kind, takes_body, request_class, input_reader(input_annotation(stages)))


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


def find_method(methods: dict[str, Method], name: str) -> Method:
    """The method of that name. Raises WorkerError (MODEL_METHOD_MISSING)."""
    method = methods.get(name)
    if method is None:
        known = ", ".join(sorted(methods)) or "none"
        raise WorkerError("MODEL_METHOD_MISSING", f"The model has no method {name}; it has {known}")
    return method
