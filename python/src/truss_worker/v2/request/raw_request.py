"""A body that is nothing but the bytes of the model's only input (Triton's `extension_binary_data.md`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from truss_worker.v2.refusal import refuse
from truss_worker.v2.request.infer_request import InferRequest, InputTensor
from truss_worker.v2.request.shape import count_elements
from truss_worker.v2.tensors.datatypes import BYTES
from truss_worker.v2.wanted import Wanted

if TYPE_CHECKING:
    from truss_worker.v2.served_model import DeclaredTensor, ServedModel

_NAME: Final = "inputs"


def raw_infer_request(byte_count: int, model: ServedModel) -> InferRequest:
    """The request that a body of so many bytes stands for; all its outputs are wanted as raw bytes.

    Raises:
        WorkerError: REQUEST_BODY_INVALID, if the model's signature leaves open what the bytes are.
    """
    if len(model.inputs) > 1:
        raise refuse(f"A body without JSON is one input, the model has {len(model.inputs)}: {', '.join(model.inputs)}")
    declared = next(iter(model.inputs.values()), None)
    if declared is None:
        tensor = InputTensor(_NAME, BYTES, (1,), {}, None, byte_count)
    elif declared.datatype is BYTES:
        tensor = InputTensor(declared.name, BYTES, (1,) * max(1, len(declared.shape)), {}, None, byte_count)
    else:
        shape = _shape_for(byte_count, declared)
        tensor = InputTensor(declared.name, declared.datatype, shape, {}, None, byte_count)
    return InferRequest((tensor,), {}, Wanted(all_binary=True))


def _shape_for(byte_count: int, declared: DeclaredTensor) -> tuple[int, ...]:
    """The declared shape with the length in it that the bytes decide; rows are 1 where another length is open too."""
    shape = list(declared.shape)
    if shape.count(-1) > 1 and shape[0] == -1:
        shape[0] = 1
    if shape.count(-1) > 1:
        raise refuse(
            f"A body without JSON can decide one length of input '{declared.name}', its shape {shape} leaves more open"
        )
    if -1 in shape:
        place = shape.index(-1)
        shape[place] = 1
        shape[place] = byte_count // (count_elements(tuple(shape)) * declared.datatype.bytes_each or 1)
    return tuple(shape)
