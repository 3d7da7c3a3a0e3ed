"""Elements as the model gets them: an ndarray, or nested lists where its environment has no numpy.

An array is always aligned and writable, in memory that nobody else reads, whichever way it came: code that changes its
input in place must not work for JSON and fail for raw bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.v2.request.shape import check_lists
from truss_worker.v2.tensors.bfloat16 import widen
from truss_worker.v2.tensors.datatypes import BF16, BYTES
from truss_worker.v2.tensors.elements import unpack
from truss_worker.v2.tensors.nesting import nest
from truss_worker.v2.tensors.optional_numpy import find_numpy

if TYPE_CHECKING:
    from truss_worker.v2.request.infer_request import InputTensor
    from truss_worker.v2.tensors.datatypes import Buffer


def numbers_to_value(packed: Buffer, tensor: InputTensor) -> Any:
    """The value of packed elements of any datatype but BYTES. Raises WorkerError (REQUEST_BODY_INVALID)."""
    datatype = tensor.datatype
    numpy = _numpy_for(tensor)
    if numpy is None:
        return nest(unpack(packed, datatype), tensor.shape)
    array = numpy.frombuffer(widen(packed) if datatype is BF16 else packed, datatype.dtype)
    is_own = array.flags.writeable and array.flags.aligned and _is_most(packed)
    return array.reshape(tensor.shape).astype(datatype.native_dtype, copy=not is_own)


def _is_most(packed: Buffer) -> bool:
    """Whether packed elements are most of the memory that they lie in: a view of them keeps all of it."""
    return isinstance(packed, memoryview) and 2 * len(packed) >= memoryview(packed.obj).nbytes


def strings_to_value(strings: list[Any], tensor: InputTensor) -> Any:
    """The value of the elements of BYTES, each bytes or str. Raises WorkerError (REQUEST_BODY_INVALID)."""
    numpy = _numpy_for(tensor)
    if numpy is None:
        return nest(strings, tensor.shape)
    array = numpy.empty(len(strings), BYTES.dtype)
    array[:] = strings
    return array.reshape(tensor.shape)


def _numpy_for(tensor: InputTensor) -> Any:
    numpy = find_numpy()
    if numpy is None or 0 in tensor.shape:
        # An empty array is no burden for numpy, but its `tolist()` is, with a list for each row.
        check_lists(tensor.shape, tensor.name)
    return numpy
