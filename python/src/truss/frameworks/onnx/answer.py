"""Names the outputs of a graph, as answers have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def named_answer(names: Sequence[str], outputs: Sequence[Any]) -> Mapping[str, Any]:
    """Gives outputs by their names.

    Args:
        names: of the outputs.
        outputs: arrays, or what a graph has for sequences and maps: a map for each row becomes an array of its values.
    """
    return {name: _array_of(value) for name, value in zip(names, outputs)}


def _array_of(value: Any) -> Any:
    import numpy as np

    if isinstance(value, list) and value and isinstance(value[0], dict):
        return np.array([list(row.values()) for row in value])
    return value
