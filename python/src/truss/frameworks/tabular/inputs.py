"""What a model of rows takes: arrays of numbers, texts, or records with named columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, Literal

from truss.errors import error_of
from truss.frameworks.tabular.columns import Column, columns_of_frame, names_of_frame

InputsKind = Literal["rows", "values", "text", "mappings", "records"]


@dataclass(frozen=True)
class Inputs:
    """What `inputs` of a request has to be.

    Attributes:
        kind: `rows`: a list of lists; `values`: a list of anything, since the model does not say; `text`: a list of
            strings; `mappings`: a list of objects with free keys; `records`: a list of objects that name the columns.
        features: how many values one of `rows` or `records` has.
        columns: what the values of a row hold, in the model's order; by position where they have no names.
        dtype: of `rows` and `values` numpy's name of the type of numbers that the model is handed, where the user's
            rows are of another one than JSON's fractions.
    """

    kind: InputsKind
    features: int | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)
    dtype: str | None = None


def dtype_of_rows(rows: object) -> str | None:
    """Gives numpy's name of the type of an array's fractions where it is none that JSON has; None of all else.

    A network that stands behind scikit-learn's methods takes no others than those it was fitted on.
    """
    dtype = None if hasattr(rows, "columns") else getattr(rows, "dtype", None)
    return str(dtype) if str(dtype) in ("float16", "float32") else None


def require_pandas(model: Any) -> None:
    """Refuses a model of named columns where nothing can carry them.

    Raises:
        TrussError: `MODEL_CANNOT_PREDICT` where pandas is not installed.
    """
    if find_spec("pandas") is None:
        raise error_of(
            "MODEL_CANNOT_PREDICT",
            f"This {type(model).__name__} was fitted on named columns, and its truss needs pandas to hand it such",
            "Run: pip install pandas",
        )


def inputs_of_columns(model: Any, columns: Sequence[Column], names: Sequence[str] | None, rows: object) -> Inputs:
    """Says what a model takes that knows its columns: records where they have names, else rows.

    Args:
        model: the model.
        columns: what they hold, in order.
        names: what they are called; None where they are not.
        rows: a few rows of input given by the user, or None. A DataFrame says more of its columns than the model does,
            and what they are called where the model does not know.

    Raises:
        TrussError: `MODEL_CANNOT_PREDICT` where the columns have names, and pandas is not there to carry them.
    """
    told_names = names_of_frame(rows) or []
    found = names or (told_names if len(told_names) == len(columns) else None)
    if found is None:
        return Inputs("rows", len(columns), {str(index): column for index, column in enumerate(columns)})
    require_pandas(model)
    known = dict(zip(found, columns))
    told = columns_of_frame(rows, known)
    return Inputs("records", len(columns), {name: each.known_as(told.get(name, each)) for name, each in known.items()})
