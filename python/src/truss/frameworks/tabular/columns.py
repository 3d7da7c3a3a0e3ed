"""What the columns of a table hold, so that JSON is read the way the training data was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

ColumnKind = Literal["number", "text", "boolean", "category", "datetime", "any"]


@dataclass(frozen=True)
class Column:
    """What a column holds.

    Attributes:
        kind: how the values of a request are converted; `any`: they are taken as they come.
        values: of a `category`: all its categories, in order; else values that it has held, where any are known.
    """

    kind: ColumnKind
    values: tuple[Any, ...] = ()

    def to_json(self) -> object:
        """The form in `columns.json`, which the generated model reads."""
        return {"category": list(self.values)} if self.kind == "category" else self.kind


def columns_of_frame(rows: object, names: Mapping[str, object]) -> dict[str, Column]:
    """Tells from a pandas DataFrame what the columns of these names hold; nothing of any other object."""
    dtypes = getattr(rows, "dtypes", None)
    if dtypes is None or not hasattr(rows, "columns"):
        return {}
    return {str(name): _column_of_dtype(dtypes[name]) for name in dtypes.index if name in names}


def _column_of_dtype(dtype: Any) -> Column:
    if hasattr(dtype, "categories"):
        return Column("category", tuple(dtype.categories.tolist()))
    kinds: dict[str, ColumnKind] = {"i": "number", "u": "number", "f": "number", "b": "boolean", "M": "datetime"}
    # An object column can hold anything; pandas' own string types have the kind "O" and the name "str" or "string".
    return Column("text") if str(dtype) in ("str", "string") else Column(kinds.get(dtype.kind, "any"))
