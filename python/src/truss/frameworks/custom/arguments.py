"""Says whether a function takes the whole request or its members, each as the argument of its name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@dataclass(frozen=True)
class Arguments:
    """The arguments of a function that takes the members of a request.

    Attributes:
        names: all of them, in order.
        required: those without a default.
        positional: those that have to come in order, before the others.
        takes_others: whether it takes members of any other name, too.
    """

    names: tuple[str, ...]
    required: tuple[str, ...]
    positional: tuple[str, ...]
    takes_others: bool

    def call(self, function: Callable[..., Any], request: Mapping[str, Any]) -> Any:
        """Calls the function with the members of a request."""
        rest = dict(request)
        return function(*[rest.pop(name) for name in self.positional if name in rest], **rest)


def arguments_of(function: Callable[..., Any], request: object) -> Arguments | None:
    """Tells how a function is called.

    One that cannot take a whole request, since it needs several arguments or names them all, gets the members. One that
    can, and has other arguments with defaults, gets them where the user's own request says so: all that is in it are
    its arguments.

    Args:
        function: what is called.
        request: one of the user's, or None.

    Returns:
        What a request consists of; None where the function gets the whole request.
    """
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):  # some of C's functions do not tell
        return None
    found = _arguments_among(parameters)
    in_order = [each for each in parameters if each.kind is not inspect.Parameter.KEYWORD_ONLY]
    takes_whole = any(each.kind is not inspect.Parameter.VAR_KEYWORD for each in in_order)
    if not takes_whole or len(found.required) > 1 or _needs_a_name(parameters):
        return found if found.names or found.takes_others else None
    if len(found.names) + found.takes_others < 2 or not isinstance(request, Mapping):
        return None
    is_known = found.takes_others or set(request) <= set(found.names)
    return found if is_known and set(found.required or found.names[:1]) <= set(request) else None


def takes_nothing(function: Callable[..., Any]) -> bool:
    """Whether nothing at all can be handed to a function."""
    try:
        return not inspect.signature(function).parameters
    except (TypeError, ValueError):
        return False


def _needs_a_name(parameters: list[inspect.Parameter]) -> bool:
    return any(each.kind is inspect.Parameter.KEYWORD_ONLY and each.default is each.empty for each in parameters)


def _arguments_among(parameters: list[inspect.Parameter]) -> Arguments:
    positional = [each for each in parameters if each.kind is inspect.Parameter.POSITIONAL_ONLY]
    named = [*positional, *(each for each in parameters if each.kind in _BY_NAME)]
    return Arguments(
        names=tuple(each.name for each in named),
        required=tuple(each.name for each in named if each.default is each.empty),
        positional=tuple(each.name for each in positional),
        takes_others=any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters),
    )
