"""Turns what users give as examples, and what a model returns, into arrays of numpy."""

from __future__ import annotations

from typing import Any


def to_array(value: Any) -> Any:
    """Makes an array of numpy of a tensor of any backend, an array, a table, or a list."""
    import numpy as np

    if hasattr(value, "to_numpy"):
        value = value.to_numpy()
    if hasattr(value, "detach"):
        value = value.detach().cpu()
    array = np.asarray(value)
    if array.dtype.kind in "SO":
        decode = np.vectorize(lambda text: text.decode() if isinstance(text, bytes) else text, otypes=["O"])
        return decode(array) if array.size else array
    return array.astype("float32") if array.dtype.name == "bfloat16" else array
