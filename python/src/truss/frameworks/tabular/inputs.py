"""What a model of rows takes: arrays of numbers, texts, or records with named columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, Literal

from truss.errors import error_of
from truss.frameworks.tabular.columns import Column

InputsKind = Literal["rows", "values", "text", "mappings", "records"]


@dataclass(frozen=True)
class Inputs:
    """What `inputs` of a request has to be.

    Attributes:
        kind: `rows`: a list of lists; `values`: a list of anything, since the model does not say; `text`: a list of
            strings; `mappings`: a list of objects with free keys; `records`: a list of objects that name the columns.
        features: how many values one of `rows` or `records` has.
        columns: what the values of a row hold, in the model's order; by position where they have no names.
    """

    kind: InputsKind
    features: int | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)


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
