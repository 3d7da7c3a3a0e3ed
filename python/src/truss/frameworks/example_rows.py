"""Takes the rows of what somebody gives as examples."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from truss.errors import TrussError, error_of

_SCALARS = (str, bytes, int, float, bool, type(None))


def rows_given(examples: Any) -> Any:
    """Gives the rows, in the form in which the model takes them.

    Args:
        examples: rows; one record; a request, as `predict` of the truss takes it; an iterator over rows.

    Raises:
        TrussError: `INPUT_INVALID` where these are none.
    """
    if isinstance(examples, Mapping):
        if set(examples) == {"inputs"}:
            return rows_given(examples["inputs"])
        if not examples or any(hasattr(value, "__len__") and not isinstance(value, str) for value in examples.values()):
            raise _no_rows("a dict of columns", "Make a DataFrame of it: examples=pd.DataFrame(…)")
        return [examples]
    if isinstance(examples, Iterator):
        examples = list(examples)
    if isinstance(examples, (*_SCALARS, os.PathLike)) or not hasattr(examples, "__getitem__"):
        raise _no_rows(type(examples).__name__)
    if _count(examples) == 0:
        raise _no_rows("none")
    return examples


def as_pandas(rows: Any) -> Any:
    """Gives a table of polars or Arrow as a DataFrame of pandas, which is what a truss makes of records.

    Args:
        rows: as `rows_given` gives them.

    Returns:
        The same rows; as they are where they are of another library, or pandas is not installed.
    """
    if type(rows).__module__.partition(".")[0] not in ("polars", "pyarrow") or not hasattr(rows, "to_pandas"):
        return rows
    try:
        return rows.to_pandas()
    except ModuleNotFoundError:  # polars needs pyarrow for it
        pandas = sys.modules.get("pandas")
        return rows if pandas is None or not hasattr(rows, "to_dicts") else pandas.DataFrame(rows.to_dicts())


def _count(rows: Any) -> int:
    # A sparse matrix has a shape, and no length.
    shape = getattr(rows, "shape", None)
    return len(rows) if shape is None else int(shape[0]) if len(shape) > 0 else 0


def _no_rows(
    found: str, hint: str = "Give them in the form in which predict takes its rows, such as X[:3]"
) -> TrussError:
    return error_of("INPUT_INVALID", f"examples: a few rows are needed, found {found}", hint)
