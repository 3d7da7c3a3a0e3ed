"""Arrays as nested lists, where the environment has no numpy."""

from __future__ import annotations

import re
from struct import calcsize, iter_unpack
from typing import TYPE_CHECKING, Any, Final

from truss_worker.msgpack.reader import MsgpackError

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPE: Final = re.compile(r"([<>|=])([biufcSU])([0-9]{1,9})")
_LAYOUTS: Final = {
    **{f"i{size}": code for size, code in ((1, "b"), (2, "h"), (4, "i"), (8, "q"))},
    **{f"u{size}": code for size, code in ((1, "B"), (2, "H"), (4, "I"), (8, "Q"))},
    **{f"f{size}": code for size, code in ((2, "e"), (4, "f"), (8, "d"))},
    **{f"c{size}": code for size, code in ((8, "ff"), (16, "dd"))},
    "b1": "?",
}

# An array of the shape (10⁹, 0) has no byte of data, and a list for each of its rows.
_MAX_EMPTY_LISTS: Final = 100_000


def read_plain(kind: str, shape: list[int] | tuple[int, ...], data: bytes) -> Any:
    """The array as nested lists of Python's numbers and strings; one of no dimensions is such a value itself.

    Args:
        kind: the type of the items as numpy writes it, such as `<f4`.
        shape: the size of each dimension.
        data: the items, one after another.

    Raises:
        MsgpackError: if the items are of a type that only numpy knows, or not as many as the shape says.
    """
    found = _TYPE.fullmatch(kind)
    layout = _LAYOUTS.get(kind[1:], "s") if found else ""
    if not found or (layout == "s" and found[2] not in "SU"):
        raise MsgpackError(f"an array is of type {kind:.100}, which only numpy reads: add it to the requirements")
    item_bytes = int(found[3]) * (4 if found[2] == "U" else 1) if layout == "s" else calcsize(f"={layout}")
    count = 1
    for size in shape:
        count *= size
    if count * item_bytes != len(data):
        raise MsgpackError(
            f"an array of the shape {list(shape)!r:.100} has {count * item_bytes} bytes, not {len(data)}"
        )
    order = "<" if found[1] == "|" else found[1]
    items = _items(order, found[2], data, f"{item_bytes}s" if layout == "s" else layout)
    return _nest(items, list(shape))


def _items(order: str, kind: str, data: bytes, layout: str) -> Iterator[Any]:
    if not data:
        return iter(())
    values = iter_unpack(order + layout, data)
    if kind == "c":
        return (complex(*parts) for parts in values)
    if kind == "U":
        encoding = "utf-32-be" if order == ">" else "utf-32-le"
        return (value.decode(encoding, "replace").rstrip("\0") for (value,) in values)
    if kind == "S":
        return (value.rstrip(b"\0") for (value,) in values)
    return (value for (value,) in values)


def _nest(items: Iterator[Any], shape: list[int]) -> Any:
    if not shape:
        return next(items)
    if 0 in shape:
        shape = shape[: shape.index(0) + 1]
        lists = 1
        for size in shape[:-1]:
            lists *= size
        if lists > _MAX_EMPTY_LISTS:
            raise MsgpackError(f"an empty array of the shape {shape!r:.100} has too many rows")
    if len(shape) == 1:
        return [next(items) for _ in range(shape[0])]
    return [_nest(items, shape[1:]) for _ in range(shape[0])]
