"""What a model takes of a table: rows of values, one value for each row, or named columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from truss_worker.tables.table import Table, refuse, table_of_columns, table_of_records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_INPUTS: Final = "inputs"


class Layout(NamedTuple):
    """What the signature of a model says of the tables that it takes."""

    kind: Literal["rows", "values", "records"]
    width: int | None = None
    """How many values a row has, where that is known."""
    datatypes: Mapping[str, str] = {}
    """By name those of the columns of `records`, such as `FP64`; it may have more, which nobody need send."""
    datatype: str | None = None
    """That of all values of `rows` and `values`."""

    def inputs_of(self, table: Table) -> list[Any]:
        """What the model gets as `inputs`. Raises WorkerError (REQUEST_BODY_INVALID)."""
        if self.kind == "records":
            return table.as_records()
        width = 1 if self.kind == "values" else self.width
        rows = table.by_number().rows
        found = len(table.names) if table.names is not None else (len(rows[0]) if rows else width)
        if width is not None and found != width:
            called = "" if table.names is None else f": {', '.join(table.names)[:200]}"
            raise refuse(f"A table of {width} columns is needed, found one of {found}{called}")
        return [row[0] for row in rows] if self.kind == "values" else rows

    def fitted(self, inputs: Any) -> Any:
        """What was sent as `inputs`, in the form that the model takes, where it is a table in another one.

        A model of named columns reads records, columns and rows itself, since it knows more of them than is said here.

        Raises:
            WorkerError: REQUEST_BODY_INVALID.
        """
        if self.kind == "records":
            return inputs
        if isinstance(inputs, dict) and inputs:
            return self.inputs_of(table_of_columns(inputs, _INPUTS))
        if isinstance(inputs, list) and inputs and isinstance(inputs[0], dict):
            return self.inputs_of(table_of_records(inputs, _INPUTS))
        return inputs


def layout_of(tensors: Sequence[Mapping[str, Any]]) -> Layout | None:
    """The layout of the inputs that a `signature` declares; None where they are no columns of a table, or none are."""
    shapes = [tensor["shape"] for tensor in tensors]
    if not tensors or any(not shape or shape[0] != -1 for shape in shapes):
        return None
    first = tensors[0]
    if len(tensors) == 1 and first.get("content_type") == "json":
        return None  # its rows are objects of the model's own, and no two need have the same members
    if len(tensors) == 1 and len(shapes[0]) == 2:
        width = shapes[0][1]
        return Layout("rows", None if width == -1 else width, datatype=first["datatype"])
    if any(len(shape) != 1 for shape in shapes):
        return None
    if len(tensors) == 1 and first["name"] == _INPUTS:
        return Layout("values", 1, datatype=first["datatype"])
    return Layout("records", datatypes={tensor["name"]: tensor["datatype"] for tensor in tensors})
