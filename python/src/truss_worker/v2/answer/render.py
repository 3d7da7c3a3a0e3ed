"""Tensors to the body of an answer: JSON, with the raw bytes of the binary ones after it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from truss_worker.errors import WorkerError
from truss_worker.v2.tensors.byte_strings import pack_strings
from truss_worker.v2.tensors.elements import unpack
from truss_worker.values.answer import Answer
from truss_worker.values.json_encode import encode_json
from truss_worker.wire import protocol

if TYPE_CHECKING:
    from truss_worker.v2.answer.tensor import Tensor
    from truss_worker.v2.served_model import ServedModel


def render(outputs: list[tuple[Tensor, bool]], identifier: str | None, model: ServedModel) -> Answer:
    """The answer with these outputs, each with whether it shall be binary.

    Raises:
        WorkerError: REQUEST_OUTPUT_INVALID, if JSON is wanted of what it cannot carry.
    """
    described: list[dict[str, Any]] = []
    buffers: list[bytes] = []
    for tensor, is_binary in outputs:
        output: dict[str, Any] = {
            "name": tensor.name,
            "datatype": tensor.datatype.name,
            "shape": tensor.shape,
        }
        parameters: dict[str, Any] = {"content_type": tensor.content_type} if tensor.content_type else {}
        if is_binary:
            buffers.append(pack_strings(tensor.elements) if isinstance(tensor.elements, list) else tensor.elements)
            parameters["binary_data_size"] = len(buffers[-1])
        else:
            output["data"] = _json_data(tensor)
        if parameters:
            output["parameters"] = parameters
        described.append(output)
    body: dict[str, Any] = {"model_name": model.name, "model_version": model.version, "outputs": described}
    if identifier is not None:
        body["id"] = identifier
    text = encode_json(body)
    if not any(is_binary for _, is_binary in outputs):
        return Answer(protocol.FORM_V2_JSON, text)
    return Answer(protocol.FORM_V2_BINARY, b"".join((text, *buffers)), {"binaryOffset": len(text)})


def _json_data(tensor: Tensor) -> list[Any]:
    if isinstance(tensor.elements, list):
        return _texts(tensor, tensor.elements)
    if not tensor.datatype.in_json:
        raise _no_json(tensor, f"is {tensor.datatype.name}, which JSON cannot carry", "or return it as float32")
    elements = unpack(tensor.elements, tensor.datatype)
    if tensor.datatype.kind == "f" and not all(map(math.isfinite, elements)):
        # JSON has neither NaN nor infinity.
        return [element if math.isfinite(element) else None for element in elements]
    return elements


def _texts(tensor: Tensor, strings: list[bytes]) -> list[str]:
    try:
        return [string.decode() for string in strings]
    except UnicodeDecodeError as error:
        why = f"holds bytes that are not UTF-8 (0x{error.object[error.start]:02x}), which JSON cannot carry"
        raise _no_json(tensor, why, "or return text") from None


def _no_json(tensor: Tensor, why: str, instead: str) -> WorkerError:
    return WorkerError(
        "REQUEST_OUTPUT_INVALID",
        f"Output '{tensor.name}' {why}",
        f"Ask for it as binary data (the parameter binary_data), {instead}.",
    )
