"""What a server answered: a value, the items of a stream, or an error."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from truss.errors import TrussError, error_of
from truss_worker.msgpack.extra_types import read_map
from truss_worker.msgpack.reader import MsgpackError, unpack

# A page of HTML that a proxy puts in the place of an answer would bury what matters.
_MAX_QUOTED = 200
# As deep as a server lets requests nest.
_MAX_DEPTH = 1024


def value_of(url: str, content_type: str, content: bytes, *, asked_in_msgpack: bool = False) -> Any:
    """Gives the value that a body carries.

    Args:
        url: that answered, for messages.
        content_type: with its parameters.
        content: the body.
        asked_in_msgpack: whether the request was msgpack: then so is an answer of `application/octet-stream`, unless it
            can be none, since a model has given bytes.

    Returns:
        JSON as its value, a text as `str`, msgpack with arrays as numpy has them, everything else as `bytes`; None
        where nothing came.

    Raises:
        TrussError: `SERVER_ANSWER_INVALID` where it is not what it says to be.
    """
    kind = media_type(content_type)
    if not content:
        return None
    if asked_in_msgpack and kind == "application/octet-stream":
        try:
            return unpack(content, _MAX_DEPTH, read_map)
        except MsgpackError:
            return content
    if kind == "application/json" or kind.endswith("+json"):
        return json_of(url, content)
    return text_of(content_type, content) if is_text(kind) else content


def json_of(url: str, content: bytes) -> Any:
    """Reads JSON. Raises `SERVER_ANSWER_INVALID` where it is none."""
    try:
        return json.loads(content)
    except ValueError as error:
        message = f"{url} answered with what is no JSON, though it says so"
        raise error_of("SERVER_ANSWER_INVALID", message) from error


def text_of(content_type: str, content: bytes) -> str:
    """Reads a text in the charset that its content type names, or in UTF-8."""
    named = re.search(r'charset="?([\w.:-]+)', content_type, re.IGNORECASE)
    try:
        return content.decode(named.group(1) if named else "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def media_type(content_type: str) -> str:
    """A content type without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def is_text(kind: str) -> bool:
    """Whether people can read what is of a media type."""
    return kind.startswith("text/") or kind.endswith(("+xml", "ndjson")) or kind == "application/xml"


def refusal_of(url: str, status: int, content: bytes) -> TrussError:
    """Gives the error that an answer with a status other than 2xx stands for: the server's own code and words.

    Args:
        url: that answered, for messages.
        status: of HTTP.
        content: the body.
    """
    body = _members(content)
    code, said = body.get("code"), body.get("error")
    if said is not None and isinstance(code, str) and re.fullmatch(r"[A-Z][A-Z0-9_]*", code):
        message = "\n".join([_message(said, body.get("reason")), *_traceback(body.get("exception"))])
        error = error_of(code, message, _text(body.get("hint")))
        error.details = body.get("details", None if isinstance(said, str) else said)
    else:
        shown = _message(said) if said is not None else content[:_MAX_QUOTED].decode("utf-8", "replace").strip()
        error = error_of(
            "SERVER_ANSWER_INVALID",
            f"{url} answered {status}{f': {shown}' if shown else ''}",
            "Look at the log of the server, and whether the address is that of a server of Truss",
        )
        error.details = said
    error.status = status
    return error


def lines_of(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Splits what comes after line feeds; the last line need not have one."""
    rest = bytearray()
    for chunk in chunks:
        start = 0
        while (end := chunk.find(b"\n", start) + 1) != 0:
            yield bytes(rest) + chunk[start:end]
            rest.clear()
            start = end
        rest += chunk[start:]
    if rest:
        yield bytes(rest)


def items_of_lines(chunks: Iterator[bytes]) -> Iterator[Any]:
    """The items of `application/x-ndjson`: a value a line; bytes, which stand there as they are, as bytes."""
    is_json = True
    for line in lines_of(chunks):
        if is_json and not line.strip():
            continue
        try:
            item = json.loads(line) if is_json else line
        except ValueError:
            is_json, item = False, line
        yield item


def items_of_events(url: str, chunks: Iterator[bytes]) -> Iterator[Any]:
    """The items of `text/event-stream`: values, and texts that are none.

    Raises:
        TrussError: what an event of the kind `error` says.
    """
    kind, data = "", list[str]()
    for raw in lines_of(chunks):
        line = raw.rstrip(b"\r\n").decode("utf-8", "replace")
        field, _, content = line.partition(":")
        content = content.removeprefix(" ")
        if field == "event":
            kind = content
        elif field == "data":
            data.append(content)
        elif not line:
            text = "\n".join(data)
            if data and kind == "error":
                raise refusal_of(url, 500, text.encode())
            if data and text == "[DONE]":
                return
            if data:
                yield _value_or_text(text)
            kind, data = "", []


def _value_or_text(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _members(content: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(content)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _message(*said: Any) -> str:
    """A model may put any value into its own error."""
    texts = [part if isinstance(part, str) else json.dumps(part) for part in said if part is not None]
    return " ".join(texts)


def _traceback(exception: Any) -> list[str]:
    """Of the model, where the server shows it: with `--dev`."""
    traceback = exception.get("traceback") if isinstance(exception, dict) else None
    return [traceback.rstrip()] if isinstance(traceback, str) and traceback.strip() else []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
