"""Values as the bodies of requests."""

from __future__ import annotations

import json
import mimetypes
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from truss.errors import error_of
from truss_worker.errors import WorkerError
from truss_worker.msgpack.extra_types import convert
from truss_worker.msgpack.writer import NotPackableError, pack
from truss_worker.values.json_encode import encode_json

JSON = "application/json"
MSGPACK = "application/msgpack"
# Bytes of which nothing is known: the server takes application/octet-stream for msgpack, as it always has.
_BYTES = "application/x-binary"

_TYPES = {".json": JSON, ".msgpack": MSGPACK, ".md": "text/markdown", ".webp": "image/webp", ".flac": "audio/flac"}


@dataclass(frozen=True)
class Body:
    """The body of a request.

    Attributes:
        content: its bytes.
        content_type: what they are.
    """

    content: bytes
    content_type: str


def body_of(value: Any, content_type: str | None, is_binary: bool) -> Body:
    """Gives the body that carries a value.

    Args:
        value: bytes, an open file or a path is sent as it is; a dict with open files as a form; anything else as JSON,
            or where JSON has nothing for it (bytes within, complex numbers) as msgpack.
        content_type: what bytes, a file or a text are; None: as the name of the file says.
        is_binary: whether to send msgpack in any case, which keeps arrays, dates and NaN as they are.

    Raises:
        ValidationError: `INPUT_INVALID` where it can be sent in no way.
    """
    if content_type is not None and isinstance(value, str):
        return Body(value.encode(), content_type)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return Body(bytes(value), content_type or _BYTES)
    if isinstance(value, PurePath) or _is_file(value):
        name, content = _read_file(value)
        return Body(content, content_type or _type_of_name(name))
    if content_type is not None:
        hint = "Leave it out: a value says itself what it is"
        raise error_of("INPUT_INVALID", f"content_type is for bytes, files and texts, not for {_kind(value)}", hint)
    if isinstance(value, Mapping) and any(_is_file(item) for item in value.values()):
        return _form(value)
    return _msgpack(value) if is_binary else _json(value)


def is_sent_as_it_is(value: Any) -> bool:
    """Whether a value is a body already: bytes, an open file, or the path of a file."""
    return isinstance(value, (bytes, bytearray, memoryview, PurePath)) or _is_file(value)


def _json(value: Any) -> Body:
    try:
        return Body(encode_json(value), JSON)
    except WorkerError as error:
        try:
            return Body(pack(value, convert), MSGPACK)
        except Exception:  # noqa: BLE001 - whatever it was, JSON's reason is the one to be told
            message = error.message.replace("The answer", "The request", 1)
            hint = "Send numbers, strings, lists, dicts, arrays, DataFrames, bytes or files"
            raise error_of("INPUT_INVALID", message, hint) from None


def _msgpack(value: Any) -> Body:
    try:
        return Body(pack(value, convert), MSGPACK)
    except NotPackableError as error:
        place = "".join(reversed(error.path)).lstrip(".")
        where = f" at {place}" if place else ""
        raise error_of("INPUT_INVALID", f"The request cannot be sent as msgpack{where}: it {error.why}") from None
    except RecursionError:
        raise error_of("INPUT_INVALID", "The request cannot be sent: it nests too deeply, or holds itself") from None


def _form(fields: Mapping[Any, Any]) -> Body:
    boundary = secrets.token_hex(16)
    content = b"".join([*_parts(fields, boundary), f"--{boundary}--\r\n".encode()])
    return Body(content, f"multipart/form-data; boundary={boundary}")


def _parts(fields: Mapping[Any, Any], boundary: str) -> Iterator[bytes]:
    for name, item in fields.items():
        for value in item if isinstance(item, (list, tuple)) and any(map(_is_file, item)) else (item,):
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(str(name))}"'
            if _is_file(value):
                file, content = _read_file(value)
                yield f'{head}; filename="{_quoted(file)}"\r\nContent-Type: {_type_of_name(file)}\r\n\r\n'.encode()
            else:
                yield f"{head}\r\n\r\n".encode()
                is_bytes = isinstance(value, (bytes, bytearray, memoryview))
                content = bytes(value) if is_bytes else _field_text(value).encode()
            yield content
            yield b"\r\n"


def _field_text(value: Any) -> str:
    """A field of a form is text: a text is itself, everything else its JSON."""
    return value if isinstance(value, str) else json.dumps(json.loads(_json(value).content))


def _quoted(name: str) -> str:
    # https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
    return name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def _is_file(value: Any) -> bool:
    return hasattr(value, "read") and not isinstance(value, type)


def _read_file(value: Any) -> tuple[str, bytes]:
    """The name of a file, without its folders, and what is in it from where it stands."""
    if isinstance(value, PurePath):
        try:
            with open(value, "rb") as file:
                return value.name, file.read()
        except OSError as error:
            raise error_of("INPUT_INVALID", f"{value} cannot be read: {error.strerror or error}") from error
    content = value.read()
    name = getattr(value, "name", None)
    file_name = os.path.basename(name) if isinstance(name, str) else ""
    if isinstance(content, str):
        return file_name or "file.txt", content.encode()
    return file_name or "file", bytes(content)


def _type_of_name(name: str) -> str:
    known = _TYPES.get(os.path.splitext(name)[1].lower())
    return known or mimetypes.guess_type(name)[0] or _BYTES


def _kind(value: object) -> str:
    return f"a {type(value).__name__}"
