"""What the types of an MLflow signature are in a truss: columns, parameters, and values made up for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from truss.frameworks.tabular.columns import Column
from truss.frameworks.tensors import Parameter

_COLUMNS = {
    "double": Column("number", dtype="float64"),
    "float": Column("number", dtype="float32"),
    "long": Column("number", dtype="int64"),
    "integer": Column("number", dtype="int32"),
    "boolean": Column("boolean", dtype="bool"),
    "string": Column("text"),
    "datetime": Column("datetime", dtype="datetime64[ns]"),
    "binary": Column("binary", values=("AAE=", "Ag==")),
}
_DATATYPES = {
    "double": "FP64",
    "float": "FP32",
    "long": "INT64",
    "integer": "INT32",
    "boolean": "BOOL",
    "string": "BYTES",
    "datetime": "BYTES",
}
_VALUES = {
    "double": 0.5,
    "float": 0.5,
    "long": 1,
    "integer": 1,
    "boolean": True,
    "string": "text",
    "datetime": "2000-01-01T00:00:00",
}


def column_of(spec: Any) -> Column:
    """Tells what a column holds.

    Args:
        spec: an MLflow `ColSpec`. One that is not required may be left out of a request.
    """
    column = _COLUMNS.get(name_of(spec.type))
    if column is None:
        column = Column("json", values=(value_of(spec.type),))
    is_required = getattr(spec, "required", True)
    return column if is_required else replace(column, may_be_absent=True)


def datatype_of_type(kind: Any) -> str | None:
    """The datatype of the Open Inference Protocol for one of MLflow's types; None where it is none of single values."""
    return _DATATYPES.get(name_of(kind))


def parameter_of(spec: Any) -> Parameter:
    """Tells of a parameter.

    Args:
        spec: an MLflow `ParamSpec`.
    """
    from truss_worker.values.json_encode import to_plain

    return Parameter(spec.name, datatype_of_type(spec.dtype), spec.shape or (), to_plain(spec.default))


def value_of(kind: Any) -> Any:
    """Makes up a value of one of MLflow's types, as JSON; it need not make sense to a model."""
    name = name_of(kind)
    if name == "Array":
        return [value_of(kind.dtype)]
    if name == "Map":
        return {"key": value_of(kind.value_type)}
    if name == "Object":
        return {each.name: value_of(each.dtype) for each in kind.properties}
    return _VALUES.get(name, "text")


def name_of(kind: Any) -> str:
    """What a type is called: `double`; of one that holds others its class: `Array`."""
    name = str(getattr(kind, "name", ""))
    return name if name in _VALUES or name == "binary" else type(kind).__name__
