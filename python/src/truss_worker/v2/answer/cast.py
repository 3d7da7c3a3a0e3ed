"""Arrays to a datatype, where no value changes by it but for the rounding of floats."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from truss_worker.v2.refusal import show
from truss_worker.v2.tensors.bfloat16 import narrow
from truss_worker.v2.tensors.datatypes import BF16, BOOL, DATATYPES, FP32, Datatype
from truss_worker.v2.tensors.elements import ElementError, out_of_range

if TYPE_CHECKING:
    from collections.abc import Callable

_LETTERS: Final = {"i": "INT", "u": "UINT", "f": "FP"}


def datatype_of(array: Any) -> Datatype | None:
    """The datatype of an array; None for dates, complex numbers, text and objects."""
    dtype = array.dtype
    if dtype.kind == "b":
        return BOOL
    letters = _LETTERS.get(dtype.kind)
    # Floats of more than 64 bits, which differ between machines, are sent as 64.
    return DATATYPES[f"{letters}{min(64, 8 * dtype.itemsize)}"] if letters else None


def pack_array(array: Any, datatype: Datatype) -> bytes:
    """The elements in row-major order, as packed bytes of the datatype (not of BYTES). Raises ElementError."""
    numpy = sys.modules["numpy"]
    if array.size and datatype.kind != "f":
        _check_whole(array, datatype, numpy)
    target = FP32.dtype if datatype is BF16 else datatype.dtype
    with numpy.errstate(over="ignore"):
        cast = array.astype(target, copy=False)
    if datatype.kind == "f" and cast.dtype.itemsize < array.dtype.itemsize:
        # What is finite must stay so.
        _check(array, numpy.isfinite(cast) | ~numpy.isfinite(array), lambda item: out_of_range(item, datatype))
    packed: bytes = cast.tobytes()
    return narrow(packed) if datatype is BF16 else packed


def _check_whole(array: Any, datatype: Datatype, numpy: Any) -> None:
    if array.dtype.kind == "f":
        wanted = datatype.wanted
        # NaN is not equal to anything, and infinity is out of range below.
        _check(array, array == numpy.trunc(array), lambda item: f"{show(item)} is not {wanted} ({datatype.name})")
    low, high = datatype.bounds
    # Compared as Python's numbers: numpy rounds the bounds of 64 bits to a float that is beyond them.
    for item, index in ((array.min().item(), array.argmin()), (array.max().item(), array.argmax())):
        if not low <= item <= high:
            raise ElementError(int(index), out_of_range(item, datatype))


def _check(array: Any, is_good: Any, why: Callable[[Any], str]) -> None:
    if not is_good.all():
        index = int(is_good.argmin())
        raise ElementError(index, why(array.reshape(-1)[index].item()))
