"""An inference request to what the model gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.v2.refusal import refuse
from truss_worker.v2.request.body import V2Body
from truss_worker.v2.request.declared import check_inputs, fit_value
from truss_worker.v2.request.infer_request import InferRequest, InputTensor, read_infer_request
from truss_worker.v2.request.input_values import value_of_bytes, value_of_data
from truss_worker.v2.request.model_value import strings_to_value
from truss_worker.v2.request.raw_request import raw_infer_request
from truss_worker.v2.tensors.datatypes import BYTES
from truss_worker.values.json_decode import decode_json

if TYPE_CHECKING:
    from truss_worker.v2.served_model import DeclaredTensor, ServedModel
    from truss_worker.wire.codec import Payload


def read_request(payload: Payload, json_bytes: int | None, max_json_depth: int, model: ServedModel) -> InferRequest:
    """What a request asks for.

    Args:
        payload: the body.
        json_bytes: how many of its bytes are JSON; None: it is the raw data of the only input.
        max_json_depth: how many arrays and objects may stand inside each other.
        model: the model that it is for.

    Raises:
        WorkerError: REQUEST_BODY_INVALID.
    """
    if json_bytes is None:
        return raw_infer_request(len(payload), model)
    if json_bytes > len(payload):
        raise refuse(f"The body has {len(payload)} bytes, its JSON alone should have {json_bytes}")
    request = read_infer_request(decode_json(bytes(payload[:json_bytes]), max_json_depth))
    announced = sum(tensor.bytes_after for tensor in request.inputs)
    if announced != len(payload) - json_bytes:
        raise refuse(
            f"{len(payload) - json_bytes} bytes follow the JSON of the body, the binary_data_size of its inputs "
            f"add up to {announced}",
            "Inference-Header-Content-Length is the number of bytes of the JSON; the data follows without a gap.",
        )
    return request


def read_inputs(request: InferRequest, payload: Payload, json_bytes: int | None, model: ServedModel) -> V2Body:
    """The inputs of a request, of the arguments that `read_request` had.

    Raises:
        WorkerError: REQUEST_BODY_INVALID; REQUEST_INPUT_INVALID where they are not those that the model declares.
    """
    asked_for = check_inputs(request.inputs, model)
    values: dict[str, Any] = {}
    # A view, so that each tensor is copied once.
    view = memoryview(payload)
    start = json_bytes or 0
    for tensor in request.inputs:
        is_text = _is_text(tensor, asked_for.get(tensor.name))
        packed = view[start : start + tensor.bytes_after]
        start += tensor.bytes_after
        if json_bytes is None and tensor.datatype is BYTES:
            values[tensor.name] = _whole_body(tensor, bytes(payload), is_text)
        elif tensor.data is None:
            values[tensor.name] = value_of_bytes(tensor, packed, is_text)
        else:
            values[tensor.name] = value_of_data(tensor, is_text)
        if tensor.name in asked_for:
            values[tensor.name] = fit_value(values[tensor.name], tensor, asked_for[tensor.name])
    return V2Body(
        values, request.wanted.id, request.parameters, {tensor.name: tensor.parameters for tensor in request.inputs}
    )


def _is_text(tensor: InputTensor, declared: DeclaredTensor | None) -> bool:
    content_type = tensor.parameters.get("content_type") or (declared and declared.content_type)
    return content_type == "str"


def _whole_body(tensor: InputTensor, payload: bytes, is_text: bool) -> Any:
    """The one element that a body without JSON is: no length stands before it."""
    if not is_text:
        return strings_to_value([payload], tensor)
    try:
        return strings_to_value([payload.decode()], tensor)
    except UnicodeDecodeError as error:
        raise refuse(
            f"Input '{tensor.name}': byte 0x{payload[error.start]:02x} at position {error.start} is not UTF-8"
        ) from None
