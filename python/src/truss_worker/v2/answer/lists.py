"""Lists and single values of a model's answer: their shape, their plain elements, and the datatype that holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from truss_worker.v2.answer.tensor import not_a_tensor
from truss_worker.v2.limits import MAX_DIMENSIONS
from truss_worker.v2.tensors.datatypes import BOOL, BYTES, FP64, INT64, UINT64, Datatype
from truss_worker.v2.tensors.flat import types_of
from truss_worker.v2.tensors.nesting import NestingError, flatten, path_of
from truss_worker.values.exceptions import describe_exception, full_name
from truss_worker.values.json_convert import NOT_CONVERTIBLE, convert

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN: Final = frozenset((bool, int, float, str, bytes, type(None)))
_BASES: Final[tuple[tuple[Any, Callable[[Any], Any]], ...]] = (
    (str, str.__str__),
    (float, float),
    (int, int),
    ((bytes, bytearray, memoryview), bytes),
    ((list, tuple), list),
)


def flatten_plain(value: Any, path: str, outer: tuple[int, ...] = ()) -> tuple[tuple[int, ...], list[Any]]:
    """The shape and the elements: bool, int, float, str, bytes and None alone.

    Args:
        value: nested lists, or a single value.
        path: where it stands in the answer.
        outer: the shape of an array of objects, of which the value is the flat list.

    Raises:
        WorkerError: RESULT_NOT_ENCODABLE, which names the path inside the answer.
    """
    shape, flat = _flatten(value, path, outer)
    # A step may give what needs another one, such as a list of arrays.
    for _ in range(MAX_DIMENSIONS):
        if types_of(flat) <= _PLAIN:
            return shape, flat
        steps = [_step(item, path, index, shape) for index, item in enumerate(flat)]
        # A list around one single value stands for no dimension.
        shape, flat = _flatten(steps if shape else steps[0], path, shape)
    raise not_a_tensor(path, "it nests too deeply")


def datatype_for(flat: list[Any], shape: tuple[int, ...], path: str) -> Datatype:
    """The datatype that holds plain elements. Raises WorkerError (RESULT_NOT_ENCODABLE) if none holds all of them."""
    types = types_of(flat)
    if not types or (types <= FP64.accepts and float in types):
        return FP64
    if types == {int}:
        return UINT64 if max(flat) > INT64.bounds[1] else INT64
    for datatype in (BOOL, BYTES):
        if types <= datatype.accepts:
            return datatype
    if types == {int, type(None)}:
        return FP64
    if types == {type(None)}:
        raise not_a_tensor(path, "there is nothing but None")
    first = type(flat[0])
    family = FP64.accepts if first in FP64.accepts else BYTES.accepts if first in BYTES.accepts else BOOL.accepts
    index = next(index for index, item in enumerate(flat) if type(item) not in family)
    found, expected = type(flat[index]).__name__, first.__name__
    raise not_a_tensor(path + path_of(index, shape), f"a value of type {found} stands beside one of type {expected}")


def adapt(flat: list[Any], datatype: Datatype) -> list[Any]:
    """The elements, made what a declared datatype accepts where their values allow it: 3.0 is an integer, 1 is true."""
    if types_of(flat) <= datatype.accepts or datatype is BYTES:
        return flat
    if datatype.kind == "b":
        return [bool(item) if item in (0, 1) else item for item in flat]
    if datatype.kind == "f":
        return [float(item) if type(item) is bool else item for item in flat]
    return [int(item) if type(item) is bool or (type(item) is float and item.is_integer()) else item for item in flat]


def _flatten(value: Any, path: str, outer: tuple[int, ...]) -> tuple[tuple[int, ...], list[Any]]:
    """The shape and elements of a value; where it is the flat list of something with a shape, with that in front."""
    try:
        shape, flat = flatten(value)
    except NestingError as error:
        place = path_of(error.index, outer + error.shape[1:] if outer else error.shape)
        raise not_a_tensor(path + place, error.why) from None
    return outer + shape[1:] if outer else shape, flat


def _step(item: Any, path: str, index: int, shape: tuple[int, ...]) -> Any:
    if type(item) in _PLAIN:
        return item
    for base, plain in _BASES:
        if isinstance(item, base):
            return plain(item)
    place = path + path_of(index, shape)
    if isinstance(item, dict):
        raise not_a_tensor(place, "a dict is no part of a tensor")
    try:
        converted = convert(item)
    except Exception as error:
        raised = f"converting the {full_name(type(item))} raised {full_name(type(error))}"
        raise not_a_tensor(place, raised, describe_exception(error)) from error
    if converted is NOT_CONVERTIBLE:
        raise not_a_tensor(place, f"it is of type {full_name(type(item))}")
    return converted
