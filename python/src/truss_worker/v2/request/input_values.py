"""The inputs of a request as what the model gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from truss_worker.v2.refusal import refuse, show
from truss_worker.v2.request.model_value import numbers_to_value, strings_to_value
from truss_worker.v2.request.shape import count_elements
from truss_worker.v2.tensors.byte_strings import to_byte_strings, unpack_strings
from truss_worker.v2.tensors.datatypes import BOOL, BYTES
from truss_worker.v2.tensors.elements import ElementError, pack
from truss_worker.v2.tensors.nesting import NestingError, flatten, path_of

if TYPE_CHECKING:
    from truss_worker.errors import WorkerError
    from truss_worker.v2.request.infer_request import InputTensor

_BOOL_BYTES: Final = b"\x00\x01"


def value_of_data(tensor: InputTensor, is_text: bool) -> Any:
    """The value of an input whose elements stand in the JSON. Raises WorkerError (REQUEST_BODY_INVALID)."""
    datatype = tensor.datatype
    if not datatype.in_json:
        raise refuse(
            f"Input '{tensor.name}': {datatype.name} cannot be sent as JSON",
            "Send it as binary data, or as FP32.",
        )
    shape, flat = _flatten(tensor)
    try:
        if datatype is not BYTES:
            return numbers_to_value(pack(flat, datatype), tensor)
        strings = to_byte_strings(flat)
    except ElementError as error:
        raise _refuse_element(tensor, path_of(error.index, shape), error.why) from None
    return strings_to_value(flat if is_text else strings, tensor)


def value_of_bytes(tensor: InputTensor, packed: memoryview, is_text: bool) -> Any:
    """The value of an input whose elements follow the JSON. Raises WorkerError (REQUEST_BODY_INVALID)."""
    datatype = tensor.datatype
    count = count_elements(tensor.shape)
    if datatype is BYTES:
        strings = unpack_strings(packed, count, tensor.name)
        return strings_to_value(_to_text(strings, tensor) if is_text else strings, tensor)
    needed = count * datatype.bytes_each
    if len(packed) != needed:
        wanted = f"{datatype.name} of shape {_shown(tensor)} needs {needed}"
        raise refuse(f"Input '{tensor.name}': it has {len(packed)} bytes of data, {wanted}")
    if datatype is BOOL:
        _check_bool(tensor, bytes(packed))
    return numbers_to_value(packed, tensor)


def _flatten(tensor: InputTensor) -> tuple[tuple[int, ...], list[Any]]:
    """The shape of the data, which is the tensor's or that of a flat list, and its elements."""
    name = tensor.name
    if not isinstance(tensor.data, list):
        raise refuse(f"Input '{name}': data is {show(tensor.data)}, not a list")
    try:
        shape, flat = flatten(tensor.data)
    except NestingError as error:
        raise _refuse_element(tensor, path_of(error.index, error.shape), error.why) from None
    count = count_elements(tensor.shape)
    if len(flat) != count:
        raise refuse(f"Input '{name}': data has {len(flat)} elements, shape {_shown(tensor)} needs {count}")
    # An empty list ends the nesting early: [] is as good as [[], []].
    if len(shape) != 1 and shape != tensor.shape and count:
        raise refuse(f"Input '{name}': data is nested as {show(list(shape))}, shape is {_shown(tensor)}")
    return shape, flat


def _to_text(strings: list[bytes], tensor: InputTensor) -> list[str]:
    texts = []
    for index, string in enumerate(strings):
        try:
            texts.append(string.decode())
        except UnicodeDecodeError as error:
            why = f"byte 0x{string[error.start]:02x} at position {error.start} is not UTF-8"
            raise _refuse_element(tensor, path_of(index, tensor.shape), why) from None
    return texts


def _check_bool(tensor: InputTensor, packed: bytes) -> None:
    others = packed.translate(None, _BOOL_BYTES)
    if others:
        index = packed.index(others[:1])
        raise _refuse_element(tensor, path_of(index, tensor.shape), f"byte 0x{others[0]:02x} is not 0 or 1 (BOOL)")


def _shown(tensor: InputTensor) -> str:
    return show(list(tensor.shape))


def _refuse_element(tensor: InputTensor, path: str, why: str) -> WorkerError:
    return refuse(f"Input '{tensor.name}': data{path}: {why}")
