"""Numbers, texts and dates as fields of a dataclass. As lenient as pydantic, and with its words."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from truss_worker.annotations.tensors import as_single

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class InvalidInputError(Exception):
    """Values that are not of the annotated type.

    Args:
        message: what is wrong with the value itself; or
        problems: pairs of a path inside the value and what is wrong there.
    """

    def __init__(self, message: str = "", problems: list[tuple[tuple[Any, ...], str]] | None = None) -> None:
        super().__init__(message)
        self.problems = [((), message)] if problems is None else problems


def reader_of_plain(kind: Any) -> Callable[[Any], Any] | None:
    """What makes a value the plain type, or raises InvalidInputError; None if it is no plain type."""
    if kind in (int, float, str, bool, bytes):
        read = _READERS[kind]
    elif kind is None or kind is type(None):
        read = _read_none
    else:
        found = [name for name in _OF_MODULES if kind is getattr(sys.modules.get(name[0]), name[1], _READERS)]
        if not found:
            return None
        read = _OF_MODULES[found[0]](kind)
    return lambda value: read(as_single(value))


def choose(choices: Mapping[Any, Any], value: Any) -> Any:
    """What stands for the value in an Enum or a Literal. Raises InvalidInputError, which names the choices."""
    for choice, chosen in choices.items():
        # True is 1 to Python, and not to anybody else.
        if choice == value and isinstance(choice, bool) == isinstance(value, bool):
            return chosen
    *first, last = map(repr, choices)
    raise InvalidInputError("Input should be " + (f"{', '.join(first)} or {last}" if first else last))


def _read_int(value: Any) -> int:
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        try:
            number = int(value)
        except (ValueError, OverflowError):
            number = None
        if number is not None and (isinstance(value, str) or number == value):
            return number
    raise InvalidInputError("Input should be a valid integer")


def _read_float(value: Any) -> float:
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        try:
            return float(value)
        except (ValueError, OverflowError):
            pass
    raise InvalidInputError("Input should be a valid number")


def _read_str(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray)):
        try:
            return value.decode()
        except UnicodeDecodeError:
            pass
    raise InvalidInputError("Input should be a valid string")


def _read_bool(value: Any) -> bool:
    # The fields of a form are all texts.
    known = {"true": True, "1": True, "false": False, "0": False}.get(str(value).lower())
    if known is None:
        raise InvalidInputError("Input should be a valid boolean")
    return known


def _read_bytes(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    raise InvalidInputError("Input should be valid bytes")


def _read_none(value: Any) -> None:
    if value is not None:
        raise InvalidInputError("Input should be None")


_READERS: Final[dict[Any, Callable[[Any], Any]]] = {
    int: _read_int,
    float: _read_float,
    str: _read_str,
    bool: _read_bool,
    bytes: _read_bytes,
}


def _from_iso(kind: Any) -> Callable[[Any], Any]:
    def parse(text: Any) -> Any:
        # Python reads the Z itself since 3.11.
        return kind.fromisoformat(f"{text[:-1]}+00:00" if text.endswith("Z") else text)

    return _parsed(kind, parse)


def _parsed(kind: Any, parse: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What takes a value of the type as it is, as msgpack gives it, and parses any other."""

    def read(value: Any) -> Any:
        if isinstance(value, kind):
            return value
        try:
            return parse(value)
        except (ValueError, TypeError, AttributeError, ArithmeticError):
            raise InvalidInputError(f"Input should be a valid {kind.__name__.lower()}") from None

    return read


_OF_MODULES: Final[dict[tuple[str, str], Callable[[Any], Callable[[Any], Any]]]] = {
    ("datetime", "datetime"): _from_iso,
    ("datetime", "date"): _from_iso,
    ("datetime", "time"): _from_iso,
    ("datetime", "timedelta"): lambda kind: _parsed(kind, lambda value: kind(seconds=value)),
    # By its text, so that 0.1 is 0.1.
    ("decimal", "Decimal"): lambda kind: _parsed(kind, lambda value: kind(str(value))),
    ("uuid", "UUID"): lambda kind: _parsed(kind, kind),
}
