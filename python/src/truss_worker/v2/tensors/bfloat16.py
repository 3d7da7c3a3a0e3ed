"""BF16: the upper half of a 32-bit float."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, Final

from truss_worker.v2.tensors.optional_numpy import find_numpy

if TYPE_CHECKING:
    from truss_worker.v2.tensors.datatypes import Buffer

_NAN_BITS: Final = 0x7FC0
_INFINITY_BITS: Final = 0x7F800000
_MAGNITUDE_BITS: Final = 0x7FFFFFFF


def widen(packed: Buffer) -> bytes:
    """BF16 as 32-bit floats, both little-endian; nothing is lost."""
    wide = bytearray(2 * len(packed))
    wide[2::4] = packed[0::2]
    wide[3::4] = packed[1::2]
    return bytes(wide)


def narrow(packed: bytes) -> bytes:
    """32-bit floats as BF16, each rounded to the nearest, and to the even one of two."""
    numpy = find_numpy()
    if numpy is not None:
        return _narrow_with(numpy, packed)
    count = len(packed) // 4
    return struct.pack(f"<{count}H", *map(_round, struct.unpack(f"<{count}I", packed)))


def _round(bits: int) -> int:
    if bits & _MAGNITUDE_BITS > _INFINITY_BITS:
        return _NAN_BITS
    return (bits + 0x7FFF + (bits >> 16 & 1)) >> 16


def _narrow_with(numpy: Any, packed: bytes) -> bytes:
    bits = numpy.frombuffer(packed, "<u4")
    rounded = ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype("<u2")
    rounded[bits & _MAGNITUDE_BITS > _INFINITY_BITS] = _NAN_BITS
    result: bytes = rounded.tobytes()
    return result
