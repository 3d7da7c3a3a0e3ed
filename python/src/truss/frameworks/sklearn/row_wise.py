"""Tells whether what an estimator answers for a row depends on that row alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_KNOWN_LIBRARIES = ("sklearn", "imblearn", "category_encoders", "xgboost", "lightgbm", "catboost")
"""A test walks over every estimator of the first three; the others grow trees, which see one row at a time."""

_LOOKS_AT_ALL_ROWS = frozenset({"NMF", "MiniBatchNMF"})
"""They end their iterations by a sum over all rows."""


def is_row_wise(model: Any) -> bool:
    """Tells whether rows of several requests can be answered together.

    Only what is known to be so counts: a step or a function of somebody's own may do anything with its rows.

    Args:
        model: a fitted estimator.
    """
    return all(map(_is_known, _parts(model)))


def _parts(model: Any) -> Iterator[Any]:
    """The estimator, all that it is made of, and the functions that it was given."""
    yield model
    for value in model.get_params(deep=True).values():
        if (hasattr(value, "get_params") and not isinstance(value, type)) or callable(value):
            yield value


def _is_known(part: Any) -> bool:
    import numpy as np

    if isinstance(part, np.ufunc):
        return True
    kind = type(part)
    if kind.__module__.partition(".")[0] not in _KNOWN_LIBRARIES:
        return False
    return not any(each.__name__ in _LOOKS_AT_ALL_ROWS for each in kind.__mro__)
