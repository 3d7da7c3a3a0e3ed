"""Elements of one datatype to packed bytes and back, in both directions without Python code per element."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, Final

from truss_worker.v2.refusal import show
from truss_worker.v2.tensors.bfloat16 import narrow, widen
from truss_worker.v2.tensors.datatypes import BF16
from truss_worker.v2.tensors.flat import types_of

if TYPE_CHECKING:
    from truss_worker.v2.tensors.datatypes import Buffer, Datatype

_NAN: Final = float("nan")


class ElementError(Exception):
    """An element that its datatype cannot hold: its index in the flat list, and why."""

    def __init__(self, index: int, why: str) -> None:
        super().__init__(why)
        self.index = index
        self.why = why


def pack(flat: list[Any], datatype: Datatype) -> bytes:
    """The elements as packed bytes; None is NaN. Not for BYTES. Raises ElementError."""
    types = types_of(flat)
    if not types <= datatype.accepts:
        index = next(index for index, item in enumerate(flat) if type(item) not in datatype.accepts)
        raise ElementError(index, f"{show(flat[index])} is not {datatype.wanted} ({datatype.name})")
    if type(None) in types:
        flat = [_NAN if item is None else item for item in flat]
    try:
        packed = struct.pack(f"<{len(flat)}{datatype.code}", *flat)
    except (struct.error, OverflowError):
        raise _first_that_does_not_fit(flat, datatype) from None
    return narrow(packed) if datatype is BF16 else packed


def unpack(packed: Buffer, datatype: Datatype) -> list[Any]:
    """The elements of packed bytes, as many as they hold. Not for BYTES."""
    if datatype is BF16:
        packed = widen(packed)
    return list(struct.unpack(f"<{len(packed) // struct.calcsize(datatype.code)}{datatype.code}", packed))


def _first_that_does_not_fit(flat: list[Any], datatype: Datatype) -> ElementError:
    one = struct.Struct("<" + datatype.code)
    for index, item in enumerate(flat):
        try:
            one.pack(item)
        except (struct.error, OverflowError):
            return ElementError(index, out_of_range(item, datatype))
    raise AssertionError("each element fits alone, and all together do not")


def out_of_range(item: Any, datatype: Datatype) -> str:
    """Why a number is refused that is too large or too small."""
    if datatype.kind == "f":
        return f"{show(item)} is beyond what {datatype.name} can hold"
    low, high = datatype.bounds
    return f"{show(item)} is not between {low} and {high} ({datatype.name})"
