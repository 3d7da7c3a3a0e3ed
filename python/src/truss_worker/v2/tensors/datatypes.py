"""The datatypes of the protocol, and what they are in memory: packed, little-endian, without padding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import Union

    Buffer = Union[bytes, bytearray, memoryview]
    """Packed elements."""

_NONE: Final[type] = type(None)


class Datatype:
    """One datatype.

    Args:
        name: as the protocol has it.
        bytes_each: bytes of an element; 0 for BYTES, whose elements have any length.
        code: the letter of the `struct` module, BF16 being the upper half of a 32-bit float; empty for BYTES.
        accepts: what an element may be in JSON, or in a list of the model.
        wanted: the same in words.
        in_json: whether JSON can carry it: there is no agreed text for 16-bit floats.
    """

    def __init__(
        self, name: str, bytes_each: int, code: str, accepts: frozenset[type], wanted: str, in_json: bool = True
    ) -> None:
        self.name = name
        self.bytes_each = bytes_each
        self.code = code
        self.accepts = accepts
        self.wanted = wanted
        self.in_json = in_json
        # Not properties, since all of them are asked for each tensor of each request.
        self.kind = _kind_of(code)
        """The letter of numpy: b, i, u, f; or O, an object."""
        numpy_name = f"{self.kind}{4 if name == 'BF16' else bytes_each}" if code else self.kind
        self.dtype = f"<{numpy_name}" if code else numpy_name
        """What numpy calls it as it is packed; BF16, which numpy does not have, is widened to 32 bits."""
        self.native_dtype = f"={numpy_name}" if code else numpy_name
        """The same with the bytes in this machine's order."""

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the greatest of its values, of an integer type or BOOL."""
        if self.kind == "b":
            return 0, 1
        bits = 8 * self.bytes_each
        return (-(1 << bits - 1), (1 << bits - 1) - 1) if self.kind == "i" else (0, (1 << bits) - 1)


def _kind_of(code: str) -> str:
    if not code:
        return "O"
    return "f" if code in "efd" else "b" if code == "?" else "i" if code.islower() else "u"


_INTEGER: Final[tuple[frozenset[type], str]] = (frozenset((int,)), "an integer")
# JSON has no NaN: null stands for it, as MLServer has it.
_NUMBER: Final[tuple[frozenset[type], str]] = (frozenset((int, float, _NONE)), "a number")

BOOL: Final = Datatype("BOOL", 1, "?", frozenset((bool,)), "true or false")
INT64: Final = Datatype("INT64", 8, "q", *_INTEGER)
UINT64: Final = Datatype("UINT64", 8, "Q", *_INTEGER)
FP16: Final = Datatype("FP16", 2, "e", *_NUMBER, in_json=False)
BF16: Final = Datatype("BF16", 2, "f", *_NUMBER, in_json=False)
FP32: Final = Datatype("FP32", 4, "f", *_NUMBER)
FP64: Final = Datatype("FP64", 8, "d", *_NUMBER)
BYTES: Final = Datatype("BYTES", 0, "", frozenset((str, bytes)), "a string")

DATATYPES: Final = {
    datatype.name: datatype
    for datatype in (
        BOOL,
        *(Datatype(f"INT{8 * size}", size, code, *_INTEGER) for size, code in ((1, "b"), (2, "h"), (4, "i"))),
        INT64,
        *(Datatype(f"UINT{8 * size}", size, code, *_INTEGER) for size, code in ((1, "B"), (2, "H"), (4, "I"))),
        UINT64,
        FP16,
        BF16,
        FP32,
        FP64,
        BYTES,
    )
}
