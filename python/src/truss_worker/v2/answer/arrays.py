"""Arrays of a model's answer, of whichever package, as numpy's.

Nothing is imported for it: a value can only be of a package that is there already.
"""

from __future__ import annotations

import sys
from typing import Any

from truss_worker.v2.answer.tensor import not_a_tensor
from truss_worker.values.exceptions import describe_exception, full_name


def as_array(value: Any, path: str) -> Any:
    """The ndarray of an array, a tensor or a Series; None if the value is none of them.

    Raises:
        WorkerError: RESULT_NOT_ENCODABLE, if its conversion raised something.
    """
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return None
    if isinstance(value, (numpy.ndarray, numpy.generic)):
        return _plain_array(numpy.asarray(value))
    try:
        return _converted(value, numpy)
    except Exception as error:
        raised = f"converting the {full_name(type(value))} raised {full_name(type(error))}"
        raise not_a_tensor(path, raised, describe_exception(error)) from error


def as_columns(value: Any) -> list[tuple[str, Any]] | None:
    """The names and columns of a table of pandas, polars or Arrow; None if the value is none."""
    if _is_a(value, "pandas", "DataFrame"):
        return [(str(name), value.iloc[:, place]) for place, name in enumerate(value.columns)]
    # Their columns are lists, since arrays of numpy have no missing values that are not floats.
    if _is_a(value, "polars", "DataFrame"):
        return [(column.name, column.to_list()) for column in value.get_columns()]
    if _is_a(value, "pyarrow", "Table"):
        return [(name, column.to_pylist()) for name, column in zip(value.column_names, value.columns)]
    return None


def _is_a(value: Any, package: str, name: str) -> bool:
    kind = getattr(sys.modules.get(package), name, None)
    return kind is not None and isinstance(value, kind)


def _converted(value: Any, numpy: Any) -> Any:
    kind = type(value)
    if hasattr(kind, "detach") and hasattr(kind, "cpu"):  # torch
        value = value.detach().cpu()
        # numpy has no bfloat16, and torch does not convert it by itself.
        return (value.float() if str(value.dtype) == "torch.bfloat16" else value).numpy()
    if hasattr(kind, "to_numpy") and not hasattr(value, "columns"):  # a Series or an Index
        array = value.to_numpy()
        # As objects they are dates that JSON's rules make texts of.
        return value.astype(object).to_numpy() if array.dtype.kind == "M" else _plain_array(array)
    if hasattr(kind, "__array__") and not hasattr(value, "columns"):
        return _plain_array(numpy.asarray(value))
    return None


def _plain_array(array: Any) -> Any:
    # Of ml_dtypes, which JAX and TensorFlow use; to float32 nothing is lost.
    return array.astype("float32") if array.dtype.name == "bfloat16" else array
