"""An answer as it is sent."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

PLAIN_TYPES: Final = frozenset((dict, list, tuple, str, int, float, bool, type(None)))
"""The types of nearly all answers; nothing else need be asked of a value of one of them."""

_NO_HEADER: Final[dict[str, Any]] = {}


class Answer(NamedTuple):
    """The form of a RESULT, its payload, and its header where there is something to say beside."""

    form: int
    payload: bytes
    header: dict[str, Any] = _NO_HEADER
