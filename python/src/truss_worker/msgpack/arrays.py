"""numpy's arrays and scalars as maps with bin keys, in the way of the package msgpack-numpy, both ways.

An environment without numpy reads arrays as nested lists (`plain_arrays`).
"""

from __future__ import annotations

import sys
from typing import Any

from truss_worker.msgpack.plain_arrays import read_plain
from truss_worker.msgpack.reader import MsgpackError
from truss_worker.msgpack.writer import NO_VALUE


def read_array(pairs: dict[Any, Any]) -> Any:
    """The array or scalar that a map with the key `nd` stands for; read-only. Raises MsgpackError."""
    try:
        shape = pairs[b"shape"] if pairs[b"nd"] else ()
        kind, data = pairs[b"type"], pairs[b"data"]
    except KeyError as error:
        raise MsgpackError(f"an array lacks the member {error.args[0].decode()}") from None
    if not _is_shape(shape) or not isinstance(data, bytes):
        raise MsgpackError(f"an array has the shape {shape!r:.100} and data of type {type(data).__name__}")
    try:
        import numpy as np
    except ImportError:
        return read_plain(_text(kind), shape, data)
    try:
        dtype = np.dtype(_descriptor(kind))
        if dtype.hasobject:
            raise MsgpackError(f"an array is of type {kind!r:.100}, which would be pickled")
        _check_size(shape, dtype.itemsize, data)
        array = np.ndarray(tuple(shape), dtype, data)
    except MsgpackError:
        raise
    except (ValueError, TypeError, SyntaxError, OverflowError, MemoryError) as error:
        raise MsgpackError(f"an array of type {kind!r:.100} cannot be read: {error}") from None
    return array if pairs[b"nd"] else array[()]


def write_array(value: Any) -> Any:
    """The map that stands for an array or a scalar of numpy; NO_VALUE for anything else."""
    numpy = sys.modules.get("numpy")
    generic = getattr(numpy, "generic", None)
    if numpy is None or generic is None:
        return NO_VALUE
    if isinstance(value, numpy.ndarray):
        # What a masked array hides has a number all the same, which nobody shall take for data.
        if value.dtype.hasobject or hasattr(value, "mask"):
            return value.tolist()
        is_structured = value.dtype.kind == "V"
        return {
            b"nd": True,
            b"type": value.dtype.descr if is_structured else value.dtype.str,
            b"kind": b"V" if is_structured else b"",
            b"shape": list(value.shape),
            b"data": value.tobytes(),
        }
    if isinstance(value, (numpy.bool_, numpy.number)) and not isinstance(value, numpy.timedelta64):
        return {b"nd": False, b"type": value.dtype.str, b"data": value.tobytes()}
    return NO_VALUE


def _is_shape(shape: Any) -> bool:
    return isinstance(shape, (list, tuple)) and all(type(size) is int and size >= 0 for size in shape)


def _descriptor(kind: Any) -> Any:
    if not isinstance(kind, list):
        return _text(kind)
    return [(_text(name), _descriptor(inner), *map(tuple, shape)) for name, inner, *shape in kind]


def _text(kind: Any) -> str:
    if isinstance(kind, bytes):
        return kind.decode("latin-1")
    if not isinstance(kind, str):
        raise MsgpackError(f"an array is of type {kind!r:.100}")
    return kind


def _check_size(shape: list[int] | tuple[int, ...], item_bytes: int, data: bytes) -> None:
    wanted = item_bytes
    for size in shape:
        wanted *= size
    if wanted != len(data):
        raise MsgpackError(f"an array of the shape {list(shape)!r:.100} has {wanted} bytes, {len(data)} came")
