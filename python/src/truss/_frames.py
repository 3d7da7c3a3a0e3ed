"""Tracebacks without the frames of Truss: what somebody reads is their own code."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar, cast

from truss.errors import TrussError

F = TypeVar("F", bound=Callable[..., Any])

# importlib is between Truss and the model's code where that is imported.
_OURS = ("truss", "truss_worker", "importlib")


def hides_frames(function: F) -> F:
    """Decorates a function that people call: what it raises shows where they called it, and their own code below it.

    Frames of Truss in between are taken out of the traceback, and a notebook does not show that of the function itself.
    A bug of Truss's own keeps all of them.
    """

    @functools.wraps(function)
    def calling(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        try:
            return function(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001 - raised again
            raise _shortened(error)  # noqa: B904 - the same error

    return cast(F, calling)


def _shortened(error: BaseException) -> BaseException:
    """The error itself, and those that it came of, with shorter tracebacks."""
    seen = set[int]()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        cause.__traceback__ = _without_ours(cause, cause.__traceback__)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return error


def _without_ours(error: BaseException, traceback: TracebackType | None) -> TracebackType | None:
    first = traceback
    while traceback is not None and _is_ours(traceback):
        traceback = traceback.tb_next
    is_bug = traceback is None and not isinstance(error, TrussError)
    return first if is_bug else traceback


def _is_ours(traceback: TracebackType) -> bool:
    module = str(traceback.tb_frame.f_globals.get("__name__", ""))
    return module.partition(".")[0] in _OURS
