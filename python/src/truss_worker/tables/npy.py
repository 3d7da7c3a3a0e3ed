"""An array as `numpy.save` writes it (`application/x-npy`).

The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html. Its head is read here, so that
nothing is allocated before it is known that the bytes are there, and nothing is ever unpickled.
"""

from __future__ import annotations

import re
from ast import literal_eval
from io import BytesIO
from typing import Any, Final

from truss_worker.errors import WorkerError
from truss_worker.msgpack.plain_arrays import read_plain
from truss_worker.msgpack.reader import MsgpackError
from truss_worker.tables.table import refuse
from truss_worker.v2.tensors.optional_numpy import find_numpy

MEDIA_TYPE: Final = "application/x-npy"
_MAGIC: Final = b"\x93NUMPY"
# Longer heads are of arrays of records with many fields, which are no tables of ours.
_MAX_HEAD: Final = 10_000
_MAX_DIMENSIONS: Final = 32
_TYPE: Final = re.compile(r"[<>|=][biufSU][0-9]{1,9}")


def read_npy(body: bytes | bytearray) -> Any:
    """The array; nested lists where the model's environment has no numpy. Raises WorkerError (REQUEST_BODY_INVALID)."""
    kind, shape, is_by_column, start = _read_head(bytes(body[: _MAX_HEAD + 12]))
    numpy = find_numpy()
    if numpy is not None:
        try:
            array = numpy.frombuffer(body, kind, offset=start)
            return array.reshape(shape, order="F" if is_by_column else "C").copy()
        except ValueError as error:
            raise refuse(f"The body is not an array as numpy.save writes it: {error}") from None
    if is_by_column and len(shape) > 1:
        raise refuse("The array is stored by column", "Send numpy.ascontiguousarray(array).")
    try:
        return read_plain(kind, shape, bytes(body[start:]))
    except MsgpackError as error:
        raise refuse(f"The body is not an array as numpy.save writes it: {error}") from None


def write_npy(values: Any) -> bytes:
    """The values as `numpy.save` writes them. Raises WorkerError (RESULT_NOT_ENCODABLE)."""
    numpy = find_numpy()
    if numpy is None:
        raise _not_encodable("numpy is not among its requirements")
    try:
        array = numpy.asarray(values)
    except ValueError as error:
        raise _not_encodable(str(error)) from None
    if array.dtype == object and all(isinstance(value, str) for value in array.flat):
        array = array.astype(str)
    if array.dtype == object:
        raise _not_encodable("its predictions are objects of several kinds")
    file = BytesIO()
    numpy.save(file, array, allow_pickle=False)
    return file.getvalue()


def _not_encodable(why: str) -> WorkerError:
    return WorkerError("RESULT_NOT_ENCODABLE", f"The answer cannot be encoded as an array of numpy: {why}")


def _read_head(start: bytes) -> tuple[str, tuple[int, ...], bool, int]:
    """The type of the items, the shape, whether it is stored by column, and where the items begin."""
    version = start[6:7]
    if not start.startswith(_MAGIC) or version not in (b"\x01", b"\x02", b"\x03"):
        raise refuse("The body is not an array as numpy.save writes it")
    head_at = 10 if version == b"\x01" else 12
    items_at = head_at + int.from_bytes(start[8:head_at], "little")
    try:
        head = literal_eval(start[head_at:items_at].decode("latin-1")) if items_at <= _MAX_HEAD else {}
        kind, shape, is_by_column = head["descr"], head["shape"], head["fortran_order"]
    except (ValueError, SyntaxError, KeyError, TypeError, MemoryError, RecursionError):
        raise refuse("The body is not an array as numpy.save writes it: its head cannot be read") from None
    if not isinstance(kind, str) or not _TYPE.fullmatch(kind):
        raise refuse(
            f"The array is of type {kind!r:.80}: numbers, booleans and texts can be taken",
            "Send array.astype(float), or array.astype(str).",
        )
    is_shape = isinstance(shape, tuple) and len(shape) <= _MAX_DIMENSIONS
    if not is_shape or not all(type(size) is int and size >= 0 for size in shape):
        raise refuse(f"The array has the shape {shape!r:.80}")
    return kind, shape, bool(is_by_column), items_at
