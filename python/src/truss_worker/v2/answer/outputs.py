"""A model's answer as outputs: which ones it has, and each as a tensor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from truss_worker.v2.answer.arrays import as_array, as_columns
from truss_worker.v2.answer.cast import datatype_of, pack_array
from truss_worker.v2.answer.lists import adapt, datatype_for, flatten_plain
from truss_worker.v2.answer.tensor import Tensor, not_a_tensor
from truss_worker.v2.tensors.byte_strings import to_byte_strings
from truss_worker.v2.tensors.datatypes import BYTES
from truss_worker.v2.tensors.elements import ElementError, pack
from truss_worker.v2.tensors.nesting import path_of
from truss_worker.values.exceptions import describe_exception, full_name
from truss_worker.values.json_convert import convert, key_text
from truss_worker.values.json_encode import encode_json

if TYPE_CHECKING:
    from truss_worker.v2.served_model import DeclaredTensor, ServedModel
    from truss_worker.v2.tensors.datatypes import Datatype

_BARE_NAME: Final = "predictions"
_JSON: Final = "json"
"""The declared content type of an output whose elements are JSON texts, since its rows are no numbers and no texts."""
# What the classes of pydantic 2, of dataclasses and of pydantic 1 have.
_OF_FIELDS: Final = ("model_dump", "__dataclass_fields__", "__fields__")


def name_outputs(value: Any, model: ServedModel) -> dict[str, Any]:
    """The outputs of an answer by name: those of a dict, the columns of a DataFrame, the fields of an object; else one.

    What is a DataFrame in a dict or in a field stands for its columns.

    Raises:
        WorkerError: RESULT_NOT_ENCODABLE.
    """
    pairs = as_columns(value)
    if pairs is None:
        fields = value if isinstance(value, Mapping) else _fields_of(value)
        if fields is None:
            only = next(iter(model.outputs)) if len(model.outputs) == 1 else _BARE_NAME
            return {only: value}
        # A DataFrame under a key is no tensor either; its columns go by their own names.
        pairs = [pair for key, item in fields.items() for pair in as_columns(item) or [(_name(key), item)]]
    outputs = dict(pairs)
    if len(outputs) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        raise not_a_tensor("its names", f"two outputs have the same name: {twice!r}")
    return outputs


def to_tensor(name: str, value: Any, declared: DeclaredTensor | None) -> Tensor:
    """An output as a tensor of the declared datatype; of the one that fits where none is declared.

    Raises:
        WorkerError: RESULT_NOT_ENCODABLE, which names the path inside the answer.
    """
    if declared is not None and declared.content_type == _JSON and declared.datatype is BYTES:
        return _to_json_texts(name, value)
    array = as_array(value, name)
    wanted = declared.datatype if declared else None
    content_type = declared.content_type if declared else None
    found = None if array is None else datatype_of(array)
    shape: tuple[int, ...] = ()
    try:
        if found is not None and wanted is not BYTES:
            shape = tuple(array.shape)
            datatype = wanted or found
            return Tensor(name, datatype, shape or (1,), pack_array(array, datatype), content_type)
        if array is None:
            shape, flat = flatten_plain(value, name)
        else:
            shape, flat = flatten_plain(_objects(array, name), name, tuple(array.shape))
        datatype = wanted or datatype_for(flat, shape, name)
        return Tensor(name, datatype, shape or (1,), _pack(flat, datatype), content_type)
    except ElementError as error:
        raise not_a_tensor(name + path_of(error.index, shape), error.why) from None


def _to_json_texts(name: str, value: Any) -> Tensor:
    """An output with a JSON text for each of its rows."""
    rows = value if isinstance(value, (list, tuple)) else [value]
    return Tensor(name, BYTES, (len(rows),), [encode_json(row) for row in rows], _JSON)


def _pack(flat: list[Any], datatype: Datatype) -> bytes | list[bytes]:
    return to_byte_strings(flat) if datatype is BYTES else pack(adapt(flat, datatype), datatype)


def _objects(array: Any, path: str) -> Any:
    if array.dtype.kind not in "OSU" and datatype_of(array) is None:
        raise not_a_tensor(path, f"an array of {array.dtype} has no datatype of the protocol")
    return array.reshape(-1).tolist() if array.ndim else array.item()


def _fields_of(value: Any) -> Any:
    """The fields of a dataclass or of a pydantic model; None for what is one output."""
    if not any(hasattr(type(value), name) for name in _OF_FIELDS):
        return None
    try:
        converted = convert(value)
    except Exception as error:
        raised = f"converting the {full_name(type(value))} raised {full_name(type(error))}"
        raise not_a_tensor(_BARE_NAME, raised, describe_exception(error)) from error
    return converted if isinstance(converted, dict) else None


def _name(key: Any) -> str:
    name = key_text(key)
    if name is None:
        raise not_a_tensor("its names", f"a key is of type {full_name(type(key))}")
    return name
