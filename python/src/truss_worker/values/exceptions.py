"""Exceptions as data, without the worker's own frames: for logs, and for whoever must be told."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from truss_worker import FOLDER
from truss_worker.process.stdio import say

if TYPE_CHECKING:
    from traceback import TracebackException

_OWN_FOLDER: Final = FOLDER + os.sep
_IMPORT_MACHINERY: Final = "<frozen importlib"

# An exception can carry a whole tensor in its text; a log line with all of it helps nobody.
_MAX_MESSAGE_CHARACTERS: Final = 10_000
_MAX_TRACEBACK_CHARACTERS: Final = 100_000


def describe_exception(error: BaseException) -> dict[str, str]:
    """The exception as `{"type", "message", "traceback"}`; the traceback starts where the user's code does."""
    return {
        "type": full_name(type(error)),
        "message": short_message(_text_of(error)),
        "traceback": _shorten(_format(error), _MAX_TRACEBACK_CHARACTERS),
    }


def say_exception(error: BaseException) -> None:
    """Writes the exception to the log, where nobody else can be told of it."""
    say(describe_exception(error)["traceback"])


def full_name(kind: type) -> str:
    """The name of a class, with its module unless that is built in."""
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def short_message(text: str) -> str:
    """A message for people, without its middle where it is longer than anybody reads."""
    return _shorten(text, _MAX_MESSAGE_CHARACTERS)


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as failure:  # noqa: BLE001 - the user's __str__ can raise anything
        return f"<its text cannot be had: {type(failure).__name__}>"


def _format(error: BaseException) -> str:
    # Imported here because most workers never need it, and it takes milliseconds of their start.
    from traceback import TracebackException

    described = TracebackException(type(error), error, error.__traceback__)
    _drop_own_frames(described)
    return "".join(described.format())


def _drop_own_frames(described: TracebackException) -> None:
    seen: set[int] = set()
    waiting = [described]
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        current.stack[:] = [frame for frame in current.stack if not _is_own(frame.filename)]
        related = (current.__cause__, current.__context__)
        waiting.extend(other for other in related if other is not None)
        waiting.extend(getattr(current, "exceptions", None) or ())  # of an exception group


def _is_own(filename: str) -> bool:
    return filename.startswith((_OWN_FOLDER, _IMPORT_MACHINERY))


def _shorten(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    # Both ends matter: where it began, and what was raised.
    half = limit // 2
    return f"{text[:half]}\n… {len(text) - 2 * half} characters left out …\n{text[-half:]}"
