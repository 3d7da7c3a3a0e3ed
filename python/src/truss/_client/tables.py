"""Tables and arrays as the requests that they stand for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from truss.errors import error_of
from truss_worker.errors import WorkerError
from truss_worker.values.json_convert import NOT_CONVERTIBLE, convert

Signature = Sequence[Mapping[str, Any]]
"""What a model takes: a mapping with `name`, `datatype` and `shape` for each input; empty where it does not say."""


def as_request(value: Any, signature: Callable[[], Signature]) -> Any:
    """Gives the request that a value stands for.

    A DataFrame, a Series, an array or a sparse matrix is `{"inputs": …}`, and so is a list for a model that says what
    it takes. In a dict that has tables as its `inputs` or `instances` these are brought into the form that the model
    takes: rows of values where it was fitted on arrays, records with names where it was fitted on a DataFrame.

    Args:
        value: what somebody wants answered.
        signature: gives what the model takes; called only where it matters.

    Returns:
        A request, which may have arrays in it.

    Raises:
        ValidationError: `INPUT_INVALID` where a table has several columns of one name.
    """
    if isinstance(value, Mapping):
        tables = {key for key in ("inputs", "instances") if key in value and _is_table(value[key])}
        if not tables:
            return value
        return {key: _rows(item, signature()) if key in tables else item for key, item in value.items()}
    if _is_table(value):
        return {"inputs": _rows(value, signature())}
    if isinstance(value, list) and signature():
        return {"inputs": value}
    return value


def _is_table(value: Any) -> bool:
    """Whether it is an array or a table of whichever library, and no single value of one."""
    if isinstance(value, (str, bytes, bytearray, memoryview, list, tuple, Mapping)):
        return False
    kind = type(value)
    if _is_of("pandas", ("DataFrame", "Series", "Index"), value):
        return True
    if kind.__module__.partition(".")[0] in ("polars", "pyarrow"):
        return hasattr(kind, "to_pylist") or kind.__name__ in ("DataFrame", "Series")
    return bool(getattr(value, "ndim", 0)) and any(hasattr(kind, name) for name in ("tolist", "toarray", "numpy"))


def _is_of(module: str, names: Sequence[str], value: Any) -> bool:
    """Whether it is of one of the classes; their module is not imported for that."""
    kinds = (getattr(sys.modules.get(module), name, None) for name in names)
    return any(kind is not None and isinstance(value, kind) for kind in kinds)


def _rows(table: Any, signature: Signature) -> Any:
    width = _width_of_rows(signature)
    if _is_of("pandas", ("Series",), table):
        return _rows_of_series(table, signature, width)
    if getattr(table, "ndim", None) == 1:
        return _rows_of_vector(table, signature, width)
    if _is_of("pandas", ("DataFrame",), table):
        return _rows_of_frame(table, signature, width)
    rows = _plain(table)
    if width is not None and isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
        return [list(row.values()) for row in rows]
    return rows


def _width_of_rows(signature: Signature) -> int | None:
    """How many values a row has for a model that takes rows without names; None for any other."""
    if len(signature) != 1 or signature[0]["name"] != "inputs" or len(signature[0]["shape"]) != 2:
        return None
    return int(signature[0]["shape"][1])


def _takes_single_values(signature: Signature) -> bool:
    only = signature[0] if len(signature) == 1 and signature[0]["name"] == "inputs" else None
    return only is not None and len(only["shape"]) == 1 and only.get("content_type") != "json"


def _rows_of_frame(frame: Any, signature: Signature, width: int | None) -> Any:
    if width is not None or (_takes_single_values(signature) and frame.shape[1] == 1):
        # By position, which is what a model without names goes by.
        columns = [_plain(frame.iloc[:, index]) for index in range(frame.shape[1])]
        return [list(row) for row in zip(*columns)] if width is not None else columns[0]
    return _plain(frame)


def _rows_of_series(series: Any, signature: Signature, width: int | None) -> Any:
    """A row of a DataFrame has the names of the columns as its index; all else is a list of values."""
    names = series.index.tolist()
    if width is None and names and not _takes_single_values(signature):
        wanted = {tensor["name"] for tensor in signature}
        if all(isinstance(name, str) for name in names) and (wanted & set(names) or not wanted):
            return [dict(zip(names, _plain(series)))]
    return _rows_of_vector(series, signature, width)


def _rows_of_vector(vector: Any, signature: Signature, width: int | None) -> Any:
    """One row where it is as long as one; values of their own otherwise."""
    values = _plain(vector)
    if width == 1:
        return [[value] for value in values]
    is_row = len(values) == (width if width is not None else len(signature))
    return [values] if is_row and (width is not None or len(signature) > 1) else values


def _plain(table: Any) -> Any:
    """Lists and dicts, in which values may still be of numpy's or pandas' types."""
    try:
        converted = convert(table)
    except ValueError as error:
        raise error_of("INPUT_INVALID", f"The request cannot be sent: {error}", "Rename one of them") from error
    except WorkerError as error:
        raise error_of("INPUT_INVALID", error.message, error.hint) from error
    if converted is NOT_CONVERTIBLE:
        return table
    return converted if isinstance(converted, (list, dict)) else _plain(converted)
