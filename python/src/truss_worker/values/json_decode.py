"""A request's JSON to Python values, the same ones with and without orjson."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any, Final

from truss_worker.errors import WorkerError
from truss_worker.values.optional_orjson import WithOrjson

if TYPE_CHECKING:
    from collections.abc import Callable

# Keeps digits apart from all else, to find long runs of them without a regular expression (0.5 µs a KB).
_DIGITS_ONLY: Final = bytes(ord("0") if chr(byte).isdigit() and byte < 128 else 32 for byte in range(256))
# The shortest integer that may not fit 64 bits, of which orjson makes a float.
_LONG_INTEGER: Final = b"0" * 19
_DIGITS: Final = 10
# From this size on numpy's calls cost nothing beside the bytes; and so many at once stay in the processor's cache.
_WORTH_ARRAYS_BYTES: Final = 64 * 1024
_BLOCK_BYTES: Final = 256 * 1024
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_ALL_BUT_BRACKETS_AND_QUOTES: Final = bytes(byte for byte in range(256) if byte not in b'[]{}"')
_STRING: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


def decode_json(data: bytes, max_depth: int, parse: Callable[[bytes], Any] | None = None) -> Any:
    """The value of a JSON text.

    NaN and Infinity are taken, as both earlier generations of Truss took them; integers keep all their digits.

    Args:
        data: the text in UTF-8.
        max_depth: how many arrays and objects may stand inside each other.
        parse: what `make_parse` gave; the fastest that there is if it is not given.

    Raises:
        WorkerError: REQUEST_BODY_INVALID, with the position of the error.
    """
    if parse is None:
        if _parse.is_open:
            _parse.note(len(data))
        parse = _parse.call
    try:
        value = parse(data)
    except RecursionError:
        raise _too_deep(max_depth) from None
    except ValueError as error:
        if data.startswith(_BYTE_ORDER_MARK):
            # No JSON, but what some editors write at the front of it.
            return decode_json(data[len(_BYTE_ORDER_MARK) :], max_depth, parse)
        raise _to_request_error(data, error) from None
    # A text is longer than its depth, and most are shorter than the limit: the count is rarely needed.
    if len(data) > max_depth and _depth_exceeds(max_depth, data):
        raise _too_deep(max_depth)
    return value


_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


def _parse_without_orjson(data: bytes) -> Any:
    text = data.decode()
    try:
        # What json.loads does for a text with no space around it, in half the time.
        value, end = _scan(text, 0)
    except StopIteration:
        return json.loads(text)
    return value if end == len(text) else json.loads(text)


def make_parse(faster: Any) -> Callable[[bytes], Any]:
    """A parser that is as fast as the module `faster` (orjson or None) makes it, and gives the same values."""
    if faster is None:
        return _parse_without_orjson
    loads = faster.loads

    def parse(data: bytes) -> Any:
        if _has_long_integer(data):
            return _parse_without_orjson(data)
        try:
            return loads(data)
        except ValueError:
            # NaN, halves of surrogate pairs, numbers beyond a double: or else this gives the better message.
            return _parse_without_orjson(data)

    return parse


_parse = WithOrjson(make_parse)


def _has_long_integer(data: bytes) -> bool:
    """Whether a run of digits is that long and follows no point: there, every float below 0.01 may have one."""
    if len(data) >= _WORTH_ARRAYS_BYTES and not _has_long_run(data):
        return False
    digits = data.translate(_DIGITS_ONLY)
    start = digits.find(_LONG_INTEGER)
    while start >= 0:
        if data[start - 1 : start] != b".":
            return True
        end = digits.find(b" ", start)
        start = digits.find(_LONG_INTEGER, end) if end >= 0 else -1
    return False


def _has_long_run(data: bytes) -> bool:
    """Whether a run of digits may be that long: a third of the time, where the model has imported numpy."""
    numpy = sys.modules.get("numpy")
    if numpy is None or not hasattr(numpy, "frombuffer"):
        return True
    text = numpy.frombuffer(data, numpy.uint8)
    for start in range(0, len(data), _BLOCK_BYTES):
        # For each byte whether it and the 1, 3, 7, 15 and at last 18 bytes after it are digits.
        run = text[start : start + _BLOCK_BYTES + len(_LONG_INTEGER) - 1] - numpy.uint8(ord("0")) < _DIGITS
        for further in (1, 2, 4, 8, 3):
            run = run[:-further] & run[further:]
        if run.any():
            return True
    return False


def _depth_exceeds(max_depth: int, data: bytes) -> bool:
    """Whether brackets of the text are left when the innermost pairs were taken away `max_depth` times."""
    if b"\\" in data:
        data = _STRING.sub(b"", data)
    # Strings are left out as what is between every other pair of quotes: of 3 MB of numbers that takes 1 ms, a
    # regular expression 8.
    kept = data.translate(None, _ALL_BUT_BRACKETS_AND_QUOTES)
    brackets = b"".join(kept.split(b'"')[::2])
    if len(brackets) <= max_depth:
        return False
    for _ in range(max_depth):
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if not brackets:
            return False
    return True


def _too_deep(max_depth: int) -> WorkerError:
    return WorkerError("REQUEST_BODY_INVALID", f"The body nests deeper than {max_depth} levels")


def _to_request_error(data: bytes, error: ValueError) -> WorkerError:
    if isinstance(error, json.JSONDecodeError):
        return WorkerError(
            "REQUEST_BODY_INVALID",
            f"The body is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno} "
            f"(position {error.pos})",
            _hint_for(data),
        )
    if isinstance(error, UnicodeDecodeError):
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        return WorkerError(
            "REQUEST_BODY_INVALID",
            f"The body is not valid UTF-8: byte 0x{data[error.start]:02x} at line {line}, column {column} "
            f"(position {error.start})" + ("" if _begins_as_json(data) else f"; {_OTHER_BODIES}"),
        )
    return WorkerError("REQUEST_BODY_INVALID", f"The body is not valid JSON: {error}")


def _hint_for(data: bytes) -> str | None:
    if not data.strip():
        return 'Send a JSON body, such as {"inputs": [[1, 2, 3]]}.'
    if data.lstrip()[:2] in (b"{'", b"['"):
        return "JSON wants double quotes around its strings."
    if not _begins_as_json(data):
        return f"{_OTHER_BODIES[0].upper()}{_OTHER_BODIES[1:]}."
    return None


# Of NaN and Infinity, too, which Python's clients write.
_BEGINNINGS = frozenset(b'{["-0123456789tfnNI')
_OTHER_BODIES = "a body that is no JSON needs its own Content-Type, such as image/png or text/plain"


def _begins_as_json(data: bytes) -> bool:
    text = data.lstrip()
    return not text or text[0] in _BEGINNINGS
