"""What the columns of a table hold, so that JSON is read the way the training data was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

ColumnKind = Literal["number", "text", "boolean", "category", "datetime", "any"]


@dataclass(frozen=True)
class Column:
    """What a column holds.

    Attributes:
        kind: how the values of a request are converted; `any`: they are taken as they come.
        values: of a `category`: all its categories, in order; else values that it has held, where any are known.
        dtype: pandas' name of its type, where a DataFrame has told it.
        is_ordered: whether the categories have an order.
        keeps_none: whether a missing value is None to the model, and not NaN.
        is_optional: whether the model reads nothing of it.
    """

    kind: ColumnKind
    values: tuple[Any, ...] = ()
    dtype: str | None = None
    is_ordered: bool = False
    keeps_none: bool = False
    is_optional: bool = False

    def to_json(self) -> dict[str, object]:
        """The form in `columns.json`, which the generated model reads: what is not so is left out."""
        told = {
            "dtype": self.dtype,
            "categories": list(self.values) if self.kind == "category" else None,
            "ordered": self.is_ordered,
            "keeps_none": self.keeps_none,
            "optional": self.is_optional,
        }
        return {"kind": self.kind, **{name: value for name, value in told.items() if value not in (None, False)}}

    def known_as(self, told: Column) -> Column:
        """What is known of it together with what a DataFrame tells, which says more of its kind."""
        kind = self if told.kind == "any" else told
        return replace(kind, keeps_none=self.keeps_none, is_optional=self.is_optional)


def names_of_frame(rows: object) -> list[str] | None:
    """Gives the names of a pandas DataFrame's columns; None of any other object, and where they are no texts."""
    names = list(getattr(rows, "columns", ()))
    return names if names and all(isinstance(name, str) for name in names) else None


def columns_of_frame(rows: object, names: Mapping[str, object]) -> dict[str, Column]:
    """Tells from a pandas DataFrame what the columns of these names hold; nothing of any other object."""
    if not hasattr(rows, "dtypes") or not hasattr(rows, "columns"):
        return {}
    frame: Any = rows
    places = {str(name): place for place, name in enumerate(frame.columns) if name in names}
    return {name: _column_of(frame.iloc[:, place]) for name, place in places.items()}


def _column_of(series: Any) -> Column:
    dtype = series.dtype
    if hasattr(dtype, "categories"):
        return Column("category", tuple(dtype.categories.tolist()), is_ordered=bool(dtype.ordered))
    # pandas' own types of text have the kind "O" too.
    if str(dtype).partition("[")[0] in ("str", "string"):
        return Column("text", dtype=str(dtype))
    kinds: dict[str, ColumnKind] = {"i": "number", "u": "number", "f": "number", "b": "boolean", "M": "datetime"}
    kind = kinds.get(dtype.kind)
    return _column_of_objects(series) if kind is None else Column(kind, dtype=str(dtype))


def _column_of_objects(series: Any) -> Column:
    """An object column can hold anything, so that its values have to tell."""
    values = series.dropna()
    kinds: tuple[tuple[type, ColumnKind], ...] = ((str, "text"), (bool, "boolean"))
    for held, kind in kinds:
        if len(values) > 0 and all(isinstance(value, held) for value in values):
            return Column(kind)
    return Column("any")
