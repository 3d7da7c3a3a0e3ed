"""BYTES: elements of any length, each after its length in 4 bytes (Triton's `extension_binary_data.md`)."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Any, Final

from truss_worker.v2.refusal import refuse, show
from truss_worker.v2.tensors.elements import ElementError

if TYPE_CHECKING:
    from truss_worker.v2.tensors.datatypes import Buffer

_LENGTH: Final = Struct("<I")


def to_byte_strings(flat: list[Any]) -> list[bytes]:
    """Each str or bytes as bytes. Raises ElementError."""
    strings = []
    for index, item in enumerate(flat):
        try:
            strings.append(item if type(item) is bytes else str.encode(item))
        except TypeError:
            raise ElementError(index, f"{show(item)} is not a string (BYTES)") from None
        except UnicodeEncodeError:
            raise ElementError(index, f"{show(item)} has half of a surrogate pair, which is no text") from None
    return strings


def pack_strings(strings: list[bytes]) -> bytes:
    """The elements as one buffer."""
    lengths = map(_LENGTH.pack, map(len, strings))
    return b"".join(piece for pair in zip(lengths, strings) for piece in pair)


def unpack_strings(packed: Buffer, count: int, name: str) -> list[bytes]:
    """The elements of a buffer.

    Args:
        packed: the buffer.
        count: how many there must be.
        name: of the input, for messages.

    Raises:
        WorkerError: REQUEST_BODY_INVALID.
    """
    strings: list[bytes] = []
    position, end = 0, len(packed)
    while position < end and len(strings) < count:
        start = position + _LENGTH.size
        length = _LENGTH.unpack_from(packed, position)[0] if start <= end else 0
        position = start + length
        if position > end:
            raise refuse(
                f"Input '{name}': element {len(strings)} of BYTES ends at byte {position}, the data at byte {end}"
            )
        strings.append(bytes(packed[start:position]))
    if len(strings) != count or position != end:
        raise refuse(
            f"Input '{name}': its {end} bytes are not {count} elements of BYTES: {end - position} are left after "
            f"{len(strings)}",
            "Each element is its length as a 4-byte little-endian integer, then its bytes.",
        )
    return strings
