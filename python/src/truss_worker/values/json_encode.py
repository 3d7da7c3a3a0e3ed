"""The model's answer to JSON: compact, UTF-8, NaN as null, the same value after parsing with and without orjson."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from truss_worker.errors import WorkerError
from truss_worker.values.exceptions import describe_exception, full_name
from truss_worker.values.json_convert import NOT_CONVERTIBLE, convert, key_text
from truss_worker.values.optional_orjson import WithOrjson
from truss_worker.wire.codec import escape_lone_surrogates

if TYPE_CHECKING:
    from collections.abc import Callable


def encode_json(value: Any, encode: Callable[[Any], bytes] | None = None) -> bytes:
    """The value as JSON text in UTF-8.

    Args:
        value: what the model answered.
        encode: what `make_encode` gave; the fastest that there is if it is not given.

    Raises:
        WorkerError: RESULT_NOT_ENCODABLE, which names the path inside the value.
    """
    try:
        if encode is not None:
            return encode(value)
        encoded = _encode.call(value)
        if _encode.is_open:
            _encode.note(len(encoded))
        return encoded
    except Exception:  # noqa: BLE001 - whatever it was, the careful way encodes it or says where it cannot
        text = _encoder.encode(to_plain(value))
        try:
            return text.encode()
        except UnicodeEncodeError:
            return escape_lone_surrogates(text).encode()


def to_plain(value: Any) -> Any:
    """The value made of dict, list, str, int, finite float, bool and None alone.

    Raises:
        WorkerError: RESULT_NOT_ENCODABLE, which names the path inside the value.
    """
    try:
        return _Plain().of(value, "")
    except RecursionError:
        raise _not_encodable("", "it nests too deeply") from None


def _default(value: Any) -> Any:
    converted = convert(value)
    if converted is NOT_CONVERTIBLE:
        raise TypeError
    return converted


_encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_default)


def _make_encode_text() -> Callable[[Any], str]:
    """What `_encoder.encode` is, made once instead of at each call, which halves the time of a small answer.

    It does not look for values that hold themselves; those end in a RecursionError, and the careful way finds them.
    """
    make = json.encoder.c_make_encoder  # type: ignore[attr-defined] # not in the stubs; None without C
    if make is None:
        return _encoder.encode
    to_string = json.encoder.encode_basestring
    pieces_of = make(None, _default, to_string, None, ":", ",", False, False, False)
    return lambda value: "".join(pieces_of(value, 0))


_encode_text = _make_encode_text()


def _encode_with_json(value: Any) -> bytes:
    return _encode_text(value).encode()


def make_encode(faster: Any) -> Callable[[Any], bytes]:
    """An encoder of the common values, as fast as the module `faster` (orjson or None) makes it."""
    if faster is None:
        return _encode_with_json
    dumps = faster.dumps
    # What orjson knows by itself but writes in another way than `convert` goes through `convert`.
    options = faster.OPT_PASSTHROUGH_DATACLASS | faster.OPT_PASSTHROUGH_DATETIME

    def encode_with_orjson(value: Any) -> bytes:
        encoded: bytes = dumps(value, _default, options)
        return encoded

    return encode_with_orjson


_encode = WithOrjson(make_encode)


class _Plain:
    """One careful walk through a value, which knows where it is."""

    def __init__(self) -> None:
        # The containers that the walk is inside of, to find a value that holds itself.
        self._open: set[int] = set()

    def of(self, value: Any, path: str) -> Any:
        if value is None or value is True or value is False:
            return value
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int):
            return self._of_int(value, path)
        if isinstance(value, float):
            return float(value) if value - value == 0 else None  # NaN and ±Infinity are not JSON
        return self._of_container(value, path)

    def _of_int(self, value: int, path: str) -> int:
        try:
            int.__repr__(value)
        except ValueError as error:
            raise _not_encodable(path, f"it is an integer that Python does not write ({error})") from None
        return int(value)

    def _of_container(self, value: Any, path: str) -> Any:
        if id(value) in self._open:
            raise _not_encodable(path, "it holds itself")
        self._open.add(id(value))
        try:
            if isinstance(value, dict):
                return self._of_dict(value, path)
            if isinstance(value, (list, tuple)):
                return [self.of(item, f"{path}[{index}]") for index, item in enumerate(value)]
            return self.of(_convert_at(value, path), path)
        finally:
            self._open.discard(id(value))

    def _of_dict(self, value: dict[Any, Any], path: str) -> dict[str, Any]:
        plain = {}
        for key, item in value.items():
            if isinstance(key, int):
                self._of_int(key, path)
            text = key_text(key)
            if text is None:
                raise _not_encodable(path, f"a key is of type {full_name(type(key))}")
            plain[text] = self.of(item, f"{path}.{text}" if path else text)
        return plain


def _convert_at(value: Any, path: str) -> Any:
    try:
        converted = convert(value)
    except Exception as error:
        # Properties and conversions of the user's classes can raise anything.
        raised = f"converting the {full_name(type(value))} raised {full_name(type(error))}"
        raise _not_encodable(path, raised, describe_exception(error)) from error
    if converted is NOT_CONVERTIBLE:
        raise _not_encodable(path, f"it is of type {full_name(type(value))}")
    return converted


def _not_encodable(path: str, why: str, exception: dict[str, str] | None = None) -> WorkerError:
    place = f" at {path}" if path else ""
    return WorkerError(
        "RESULT_NOT_ENCODABLE",
        f"The answer cannot be encoded as JSON{place}: {why}",
        "Return numbers, strings, lists, dicts, arrays, DataFrames, dataclasses or pydantic models.",
        exception,
    )
