"""Describes the rows that a model takes as tensors."""

from __future__ import annotations

from typing import Any

from truss.frameworks.tabular.columns import Column
from truss.frameworks.tabular.inputs import Inputs
from truss.frameworks.tabular.seen import Range, ranges_of_rows
from truss.frameworks.tensors import ANY_LENGTH, Tensor, tensors_of

_MOST_CATEGORIES = 1000
"""Nobody chooses from a longer list."""


def tensors_of_inputs(inputs: Inputs, rows: object) -> list[Tensor]:
    """Describes a request: a tensor for each column of records that is read, none for free keys, one for all others.

    Args:
        inputs: what the model takes.
        rows: a few rows of input given by the user, or None. They tell what the model does not say of itself.
    """
    if inputs.kind == "records":
        ranges = ranges_of_rows(rows, len(inputs.columns))
        return [
            _tensor_of(name, column, seen)
            for (name, column), seen in zip(inputs.columns.items(), ranges)
            if not column.is_optional
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
        ranges = ranges_of_rows(rows, len(inputs.columns))
        columns = [_tensor_of(name, column, seen) for (name, column), seen in zip(inputs.columns.items(), ranges)]
        return [Tensor("inputs", datatype, [ANY_LENGTH, inputs.features], is_example=is_example, columns=columns)]
    return []


def _tensor_of(name: str, column: Column, seen: Range | None) -> Tensor:
    """A column, with what training knew of it."""
    datatype = _datatype_of(column)
    return Tensor(
        name,
        datatype,
        [ANY_LENGTH],
        is_example=column.kind == "any",
        categories=_categories_of(column),
        is_json=column.kind == "json",
        is_binary=column.kind == "binary",
        is_optional=column.may_be_absent,
        seen=(seen or column.seen) if datatype == "FP64" and column.kind != "category" else None,
    )


def _categories_of(column: Column) -> list[Any]:
    """The values that a column can have, as JSON; nothing where they are many, or no list of all."""
    from truss_worker.values.json_encode import to_plain

    is_all = column.kind == "category" or (column.kind in ("text", "label") and len(column.values) > 1)
    if not is_all or len(column.values) > _MOST_CATEGORIES:
        return []
    plain = [to_plain(value) for value in column.values]
    return [value for value in plain if isinstance(value, (str, int, float, bool))]


def _datatype_of(column: Column) -> str:
    if column.kind == "category" and all(isinstance(value, bool) for value in column.values):
        return "BOOL"
    if column.kind == "category":
        if column.of is not None:
            return _datatype_of(column.of)
        return "BYTES" if all(isinstance(value, str) for value in column.values) else "FP64"
    if column.kind in ("text", "label", "datetime", "period", "interval", "binary", "json"):
        return "BYTES"
    return "BOOL" if column.kind == "boolean" else "FP64"
