"""What a method of the model takes: the body, the HTTP request, or both; read from its signature."""

from __future__ import annotations

import inspect
import typing
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from truss_worker.annotations.kinds import is_union
from truss_worker.annotations.resolving import resolve_annotation
from truss_worker.model.load_error import load_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from truss_worker.model.load_error import LoadError

_POSITIONAL: Final = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Arguments(NamedTuple):
    """What a method takes, in its order: each of `order` is "body" or "request"."""

    order: tuple[str, ...]
    request_class: type | None
    """The class of request that it asked for."""
    body_annotation: Any
    """What stands behind the colon of the parameter that gets the body; None where nothing does."""


def read_arguments(name: str, function: Callable[..., Any]) -> Arguments:
    """What a bound method takes.

    Raises:
        LoadError: MODEL_CLASS_INVALID, if it takes something that a request cannot give.
    """
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        # Compiled callables that do not say what they take; one body is what most take.
        return Arguments(("body",), None, None)
    order: list[str] = []
    request_class = body_annotation = None
    for parameter in parameters:
        annotation = _without_none(resolve_annotation(parameter.annotation, function))
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL and not order:
            order.append("body")
        if parameter.kind not in _POSITIONAL:
            _require_default(name, parameter)
        elif _is_request(annotation):
            order.append("request")
            request_class = _request_class(annotation)
        elif "body" not in order:
            order.append("body")
            body_annotation = annotation
        else:
            _require_default(name, parameter)
    if not order and any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters):
        raise _invalid(name, f"The method {name} takes its input by keywords alone, and a request is one value")
    return Arguments(tuple(order), request_class, body_annotation)


def _require_default(name: str, parameter: inspect.Parameter) -> None:
    has_default = parameter.default is not inspect.Parameter.empty
    if has_default or parameter.kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD):
        return
    raise _invalid(name, f"The method {name} takes the argument '{parameter.name}', which a request does not give")


def _invalid(name: str, message: str) -> LoadError:
    hint = f"Write `def {name}(self, inputs)`, or `def {name}(self, inputs, request: truss.Request)`."
    return load_error("init", "MODEL_CLASS_INVALID", message, hint)


def _without_none(annotation: Any) -> Any:
    """The class inside `Request | None`, which is always given; any other annotation as it is."""
    if not is_union(annotation):
        return annotation
    requests = [member for member in typing.get_args(annotation) if _is_request(member)]
    return requests[0] if requests else annotation


def _is_request(annotation: Any) -> bool:
    if isinstance(annotation, str):
        return annotation.strip("'\" ").split(".")[-1] == "Request"
    if not isinstance(annotation, type) or annotation.__module__.startswith("pydantic"):
        return False
    return any(
        kind.__name__ == "Request" and kind.__module__.partition(".")[0] in ("starlette", "truss_worker")
        for kind in annotation.__mro__
    )


def _request_class(annotation: Any) -> type:
    from truss_worker.http.starlette_objects import find_class

    return annotation if isinstance(annotation, type) else find_class("Request")
