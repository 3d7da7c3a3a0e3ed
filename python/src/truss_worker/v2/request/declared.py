"""The inputs of a request held against those that the model's signature declares, before the model sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from truss_worker.errors import WorkerError
from truss_worker.v2.refusal import show
from truss_worker.v2.tensors.datatypes import FP64
from truss_worker.v2.tensors.nesting import flatten, nest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from truss_worker.v2.request.infer_request import InputTensor
    from truss_worker.v2.served_model import DeclaredTensor, ServedModel
    from truss_worker.v2.tensors.datatypes import Datatype

_MAX_WHOLE: Final = 2**53
"""The largest integer up to which a float of 64 bits has all of them."""

ANY: Final = "any"
"""The `content_type` of an input whose elements may be of any datatype: the declared one is an example."""


def check_inputs(tensors: Sequence[InputTensor], model: ServedModel) -> dict[str, DeclaredTensor]:
    """By the name of an input what is declared of it, if a request has all that is declared, as it is declared.

    Of inputs that are not declared nothing is said: a model may do without some of its columns.

    Raises:
        WorkerError: REQUEST_INPUT_INVALID.
    """
    found: dict[str, DeclaredTensor] = {}
    rows: dict[str, int] = {}
    for declared in model.inputs.values():
        if declared.is_optional and all(tensor.name != declared.name for tensor in tensors):
            continue
        tensor = _find(tensors, declared)
        _check_datatype(tensor, declared)
        found[tensor.name] = declared
        shape = _fitted_shape(tensor, declared)
        if declared.shape[:1] == (-1,):
            rows[tensor.name] = shape[0]
    if len(set(rows.values())) > 1:
        told = ", ".join(f"{name}: {count}" for name, count in rows.items())
        raise _misfit(f"The inputs differ in their numbers of rows: {told[:400]}")
    return found


def fit_value(value: Any, tensor: InputTensor, declared: DeclaredTensor) -> Any:
    """The value of a checked input in the datatype and the shape that are declared.

    Raises:
        WorkerError: REQUEST_INPUT_INVALID where a number would not stay the same.
    """
    shape = _fitted_shape(tensor, declared)
    is_cast = tensor.datatype is not declared.datatype and declared.content_type != ANY
    if not is_cast and shape == tensor.shape:
        return value
    if not hasattr(value, "dtype"):
        flat = flatten(value)[1]
        if is_cast and declared.datatype.kind == "f":
            _check_whole(flat, tensor)
            flat = [float(item) for item in flat]
        return nest(flat, shape)
    if not is_cast:
        return value.reshape(shape)
    if value.size and declared.datatype.kind == "f":
        _check_whole([value.min().item(), value.max().item()], tensor)
    return value.reshape(shape).astype(declared.datatype.native_dtype)


def _check_whole(values: Sequence[Any], tensor: InputTensor) -> None:
    """Integers of 64 bits, which clients send of themselves, as floats: none may become another one by that."""
    if tensor.datatype.kind in "iu":
        for value in values:
            if abs(value) > _MAX_WHOLE:
                raise _misfit(f"Input '{tensor.name}': {value} has more digits than a number of FP64")


def _find(tensors: Sequence[InputTensor], declared: DeclaredTensor) -> InputTensor:
    for tensor in tensors:
        if tensor.name == declared.name:
            return tensor
    # As the model itself finds it: the only input answers to these names, whatever it is called.
    if len(tensors) == 1 and declared.name in ("inputs", "instances"):
        return tensors[0]
    sent = (
        f"the request has {', '.join(tensor.name for tensor in tensors)[:400]}" if tensors else "the request has none"
    )
    raise _misfit(f"Input '{declared.name}' ({_described(declared)}) is missing; {sent}")


def _check_datatype(tensor: InputTensor, declared: DeclaredTensor) -> None:
    if declared.content_type != ANY and not _can_hold(declared.datatype, tensor.datatype):
        raise _misfit(f"Input '{tensor.name}' is of {tensor.datatype.name}, the model takes {declared.datatype.name}")


def _can_hold(wider: Datatype, datatype: Datatype) -> bool:
    """Whether all values of a datatype are values of another one; of 64 bits, those that are used."""
    if wider is datatype:
        return True
    spare = wider.bytes_each - datatype.bytes_each
    if wider.kind == "f" and datatype.kind in "iu":
        return wider is FP64 or spare > 1
    is_signed = wider.kind == "i" and datatype.kind == "u"
    return wider.kind in "iuf" and (wider.kind == datatype.kind or is_signed) and spare > 0


def _fitted_shape(tensor: InputTensor, declared: DeclaredTensor) -> tuple[int, ...]:
    """The shape without lengths of 1 at its end that are not declared: so other libraries send a column."""
    shape = tensor.shape
    while len(shape) > max(1, len(declared.shape)) and shape[-1] == 1:
        shape = shape[:-1]
    is_fit = len(shape) == len(declared.shape) and all(
        wanted in (-1, length) for wanted, length in zip(declared.shape, shape)
    )
    if not is_fit:
        found, wanted = show(list(tensor.shape)), show(list(declared.shape))
        raise _misfit(f"Input '{tensor.name}' has the shape {found}, the model takes {wanted}")
    return shape


def _described(declared: DeclaredTensor) -> str:
    return f"{declared.datatype.name} {show(list(declared.shape))}"


def _misfit(message: str) -> WorkerError:
    return WorkerError("REQUEST_INPUT_INVALID", message, "GET /v2/models/NAME tells which inputs the model takes.")
