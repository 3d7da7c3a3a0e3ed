"""The datatypes of the protocol, and what they are in memory: packed, little-endian, without padding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from typing import Union

    Buffer = Union[bytes, bytearray, memoryview]
    """Packed elements."""

_NONE: Final[type] = type(None)


class Datatype(NamedTuple):
    """One datatype."""

    name: str
    bytes_each: int
    """Bytes of an element; 0 for BYTES, whose elements have any length."""
    code: str
    """The letter of the `struct` module; BF16 is handled as the upper half of a 32-bit float."""
    accepts: frozenset[type]
    """What an element may be in JSON, or in a list of the model."""
    wanted: str
    """The same in words."""
    in_json: bool = True
    """Whether JSON can carry it: there is no agreed text for 16-bit floats."""

    @property
    def kind(self) -> str:
        """The letter of numpy: b, i, u, f; or O, an object."""
        if self.name == "BYTES":
            return "O"
        return "f" if self.code in "efd" else "b" if self.code == "?" else "i" if self.code.islower() else "u"

    @property
    def dtype(self) -> str:
        """What numpy calls it; BF16, which numpy does not have, is widened to 32 bits."""
        if self.name == "BYTES":
            return "O"
        return f"<{self.kind}{4 if self.name == 'BF16' else self.bytes_each}"

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the greatest of its values, of an integer type or BOOL."""
        if self.kind == "b":
            return 0, 1
        bits = 8 * self.bytes_each
        return (-(1 << bits - 1), (1 << bits - 1) - 1) if self.kind == "i" else (0, (1 << bits) - 1)


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
