"""Describes the rows that a model takes as tensors."""

from __future__ import annotations

from truss.frameworks.tabular.columns import Column
from truss.frameworks.tabular.inputs import Inputs
from truss.frameworks.tensors import ANY_LENGTH, Tensor, tensors_of


def tensors_of_inputs(inputs: Inputs, rows: object) -> list[Tensor]:
    """Describes a request: a tensor for each column of records that is read, none for free keys, one for all others.

    Args:
        inputs: what the model takes.
        rows: a few rows of input given by the user, or None. They tell what the model does not say of itself.
    """
    if inputs.kind == "records":
        read = {name: column for name, column in inputs.columns.items() if not column.is_optional}
        return [
            Tensor(name, _datatype_of(column), [ANY_LENGTH], is_example=column.kind == "any")
            for name, column in read.items()
        ]
    if inputs.kind == "text":
        return [Tensor("inputs", "BYTES", [ANY_LENGTH])]
    if inputs.kind == "values":
        return [] if rows is None else tensors_of({"inputs": rows})
    if inputs.kind == "rows" and inputs.features is not None:
        # A tensor has one datatype: where some values are texts, all of them have to be.
        datatypes = {_datatype_of(column) for column in inputs.columns.values()}
        datatype = "BYTES" if "BYTES" in datatypes else "FP64"
        is_example = any(column.kind == "any" for column in inputs.columns.values())
        return [Tensor("inputs", datatype, [ANY_LENGTH, inputs.features], is_example=is_example)]
    return []


def _datatype_of(column: Column) -> str:
    if column.kind == "category" and all(isinstance(value, bool) for value in column.values):
        return "BOOL"
    if column.kind == "category":
        if column.of is not None:
            return _datatype_of(column.of)
        return "BYTES" if all(isinstance(value, str) for value in column.values) else "FP64"
    if column.kind in ("text", "label", "datetime", "period", "interval"):
        return "BYTES"
    return "BOOL" if column.kind == "boolean" else "FP64"
