"""What the columns of a table hold, so that JSON is read the way the training data was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

ColumnKind = Literal[
    "number",
    "text",
    "label",
    "boolean",
    "datetime",
    "duration",
    "period",
    "interval",
    "category",
    "binary",
    "json",
    "any",
]


@dataclass(frozen=True)
class Column:
    """What a column holds.

    Attributes:
        kind: how the values of a request are converted; `any`: they are taken as they come; `label`: a text, or the
            text of a whole number; `binary`: bytes, in JSON as base64; `json`: lists and objects.
        values: of a `category`: all its categories, in order; else values that it has held or can hold, where any are
            known.
        dtype: pandas' name of its type, where a DataFrame has told it.
        with_missing: pandas' name of the type that it has with missing values, where `dtype` knows none and the model
            takes no objects.
        is_ordered: whether the categories have an order.
        is_closed: whether a value that is none of the categories is refused, since the model would not tell.
        keeps_none: whether a missing value is None to the model, and not NaN.
        is_optional: whether the model reads nothing of it.
        may_be_absent: whether the model does without where a request leaves it out.
        seen: the smallest and the largest of its numbers, as far as the model knows them.
        of: of a `category` what its categories are, where JSON has no such values: intervals, dates.
    """

    kind: ColumnKind
    values: tuple[Any, ...] = ()
    dtype: str | None = None
    with_missing: str | None = None
    is_ordered: bool = False
    is_closed: bool = False
    keeps_none: bool = False
    is_optional: bool = False
    may_be_absent: bool = False
    of: Column | None = None
    seen: tuple[float, float] | None = None

    def to_json(self) -> dict[str, object]:
        """The form in `columns.json`, which the generated model reads: what is not so is left out."""
        from truss_worker.values.json_encode import to_plain

        told = {
            "dtype": self.dtype,
            "with_missing": self.with_missing,
            "categories": to_plain(self.values) if self.kind == "category" else None,
            "of": None if self.of is None else self.of.to_json(),
            "ordered": self.is_ordered,
            "closed": self.is_closed,
            "keeps_none": self.keeps_none,
            "optional": self.is_optional or self.may_be_absent,
        }
        return {"kind": self.kind, **{name: value for name, value in told.items() if value not in (None, False)}}

    def known_as(self, told: Column) -> Column:
        """What is known of it together with what a DataFrame tells, which says more of its kind.

        Of categories the model knows more than a few rows: these may have lost some, or have such as it has never seen.
        """
        are_known = (
            self.kind == told.kind == "category" and told.of is None and not set(self.values).isdisjoint(told.values)
        )
        kind = replace(self, is_ordered=told.is_ordered) if are_known else self if told.kind == "any" else told
        is_read_as_number = self.kind == "number" and told.kind == "boolean"
        return replace(
            kind,
            with_missing="float64" if is_read_as_number else None,
            keeps_none=self.keeps_none,
            is_optional=self.is_optional,
            may_be_absent=self.may_be_absent,
            is_closed=self.is_closed,
            seen=self.seen,
        )


def names_of_frame(rows: object) -> list[str] | None:
    """Gives the names of a pandas DataFrame's columns; None of any other object, and where no record can carry them.

    A record names its values by texts, each once: a table whose columns are numbered, have names of several levels or
    one name twice goes by position.
    """
    names = list(getattr(rows, "columns", ()))
    are_texts = bool(names) and all(isinstance(name, str) for name in names)
    return names if are_texts and len(set(names)) == len(names) else None


def columns_of_frame(rows: object, names: Mapping[str, object]) -> dict[str, Column]:
    """Tells from a pandas DataFrame what the columns of these names hold; nothing of any other object."""
    if not hasattr(rows, "dtypes") or not hasattr(rows, "columns"):
        return {}
    frame: Any = rows
    places = {str(name): place for place, name in enumerate(frame.columns) if name in names}
    return {name: _column_of(frame.iloc[:, place]) for name, place in places.items()}


def column_of_values(values: Sequence[Any]) -> Column:
    """Tells what values are, such as the categories of a column; `any` where it cannot be told."""
    import pandas as pd

    return _column_of(pd.Series(list(values)).infer_objects())


def _column_of(series: Any) -> Column:
    dtype = series.dtype
    name = str(dtype).partition("[")[0]
    if hasattr(dtype, "categories"):
        values = tuple(dtype.categories.tolist())
        of = column_of_values(values) if values else Column("any")
        is_plain = of.kind in ("any", "number", "text", "boolean")
        return Column("category", values, is_ordered=bool(dtype.ordered), of=None if is_plain else of)
    # pandas' own types have the kind "O" too.
    kind = _KINDS_BY_NAME.get(name) or _KINDS_BY_LETTER.get(dtype.kind)
    return _column_of_objects(series) if kind is None else Column(kind, dtype=str(dtype))


_KINDS_BY_NAME: dict[str, ColumnKind] = {
    "str": "text",
    "string": "text",
    "period": "period",
    "interval": "interval",
}
_KINDS_BY_LETTER: dict[str, ColumnKind] = {
    "i": "number",
    "u": "number",
    "f": "number",
    "b": "boolean",
    "M": "datetime",
    "m": "duration",
}


def _column_of_objects(series: Any) -> Column:
    """An object column can hold anything, so that its values have to tell."""
    values = series.dropna()
    kinds: tuple[tuple[type, ColumnKind], ...] = ((str, "text"), (bool, "boolean"))
    for held, kind in kinds:
        if len(values) > 0 and all(isinstance(value, held) for value in values):
            return Column(kind)
    return Column("any")
