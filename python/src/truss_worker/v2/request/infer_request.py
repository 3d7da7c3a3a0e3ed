"""The JSON of an inference request as a value."""

from __future__ import annotations

from typing import Any, NamedTuple

from truss_worker.v2.limits import MAX_ID_CHARACTERS
from truss_worker.v2.refusal import refuse, show
from truss_worker.v2.request.members import read_flag, read_names, read_objects, read_parameters
from truss_worker.v2.request.shape import read_shape
from truss_worker.v2.tensors.datatypes import DATATYPES, Datatype
from truss_worker.v2.wanted import Wanted, WantedOutput


class InputTensor(NamedTuple):
    """An input, without the bytes that follow the JSON."""

    name: str
    datatype: Datatype
    shape: tuple[int, ...]
    parameters: dict[str, Any]
    data: Any
    """The elements, nested or flat; None where they follow the JSON."""
    bytes_after: int
    """How many bytes of it follow the JSON."""


class InferRequest(NamedTuple):
    """A request: what it gives, and what it wants."""

    inputs: tuple[InputTensor, ...]
    parameters: dict[str, Any]
    wanted: Wanted


def read_infer_request(body: Any) -> InferRequest:
    """The request of a JSON value. Raises WorkerError (REQUEST_BODY_INVALID)."""
    if not isinstance(body, dict):
        raise refuse(
            f"The body is {show(body)}, not an object", 'Send {"inputs": [{"name", "shape", "datatype", "data"}]}.'
        )
    identifier = body.get("id")
    if identifier is not None and (not isinstance(identifier, str) or len(identifier) > MAX_ID_CHARACTERS):
        raise refuse(f"id is {show(identifier)}, not a string of at most {MAX_ID_CHARACTERS} characters")
    parameters = read_parameters(body, "")
    all_binary = read_flag(parameters, "binary_data_output", "") or False
    inputs = read_objects(body, "inputs")
    if inputs is None:
        raise refuse("inputs is missing", 'Send {"inputs": [{"name", "shape", "datatype", "data"}]}.')
    names = read_names(inputs, "inputs")
    return InferRequest(
        tuple(map(_read_input, names, inputs)),
        parameters,
        Wanted(identifier or None, _read_outputs(body, all_binary), all_binary),
    )


def _read_input(name: str, tensor: dict[str, Any]) -> InputTensor:
    where = f"Input '{name}': "
    parameters = read_parameters(tensor, where)
    if "shared_memory_region" in parameters:
        raise refuse(f"{where}shared memory is not supported", "Send the data in the body.")
    datatype = _read_datatype(tensor.get("datatype"), where)
    shape = read_shape(tensor.get("shape"), name)
    data = tensor.get("data")
    bytes_after = parameters.get("binary_data_size")
    if (data is None) == (bytes_after is None):
        found = "neither data nor" if data is None else "both data and"
        raise refuse(f"{where}it has {found} the parameter binary_data_size")
    if bytes_after is not None and (type(bytes_after) is not int or bytes_after < 0):
        raise refuse(f"{where}binary_data_size is {show(bytes_after)}, not an integer of at least 0")
    return InputTensor(name, datatype, shape, parameters, data, bytes_after or 0)


def _read_datatype(value: Any, where: str) -> Datatype:
    datatype = DATATYPES.get(value) if isinstance(value, str) else None
    if datatype is None:
        raise refuse(f"{where}datatype is {show(value)}, not one of {', '.join(DATATYPES)}")
    return datatype


def _read_outputs(body: dict[str, Any], all_binary: bool) -> tuple[WantedOutput, ...] | None:
    outputs = read_objects(body, "outputs")
    # Triton takes an empty list for none given, which is what its client sends for "all".
    return (
        tuple(map(_read_output, read_names(outputs, "outputs"), outputs, [all_binary] * len(outputs)))
        if outputs
        else None
    )


def _read_output(name: str, output: dict[str, Any], all_binary: bool) -> WantedOutput:
    where = f"Output '{name}': "
    parameters = read_parameters(output, where)
    for unsupported in ("classification", "shared_memory_region"):
        if parameters.get(unsupported):
            raise refuse(f"{where}the parameter {unsupported} is not supported")
    # What an output says of itself wins over the request (Triton's `extension_binary_data.md`).
    is_binary = read_flag(parameters, "binary_data", where)
    return WantedOutput(name, all_binary if is_binary is None else is_binary)
