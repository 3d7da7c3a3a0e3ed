"""Makes up rows to hold two models against each other."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from truss_converter.source import Source

_ROWS = 200
_SEED = 20
"""The same rows each time: what differs shall be found again."""


def random_rows(source: Source, examples: Sequence[Any]) -> list[dict[str, Any]]:
    """Gives requests with rows like those of the examples, and between the thresholds of the model's trees.

    Args:
        source: the truss.
        examples: requests of it.
    """
    known = [row for request in examples for row in _rows_of(request)]
    if not known:
        return []
    chance = random.Random(_SEED)
    thresholds = _thresholds(source.model)
    rows = [_varied(chance.choice(known), thresholds, chance) for _ in range(_ROWS)]
    return [{"inputs": rows}, *({"inputs": [row]} for row in rows[:5])]


def _rows_of(request: Any) -> list[Any]:
    rows = request.get("inputs") if isinstance(request, dict) else None
    return rows if isinstance(rows, list) else []


def _varied(row: Any, thresholds: Sequence[float], chance: random.Random) -> Any:
    if isinstance(row, dict):
        return {name: _varied_value(value, thresholds, chance) for name, value in row.items()}
    if isinstance(row, list):
        return [_varied_value(value, thresholds, chance) for value in row]
    return row


def _varied_value(value: Any, thresholds: Sequence[float], chance: random.Random) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    if thresholds and chance.random() < 0.8:
        return round(chance.choice(thresholds) * chance.uniform(0.9, 1.1), 4)
    return round(value * chance.uniform(0.5, 1.5) + chance.gauss(0, 1), 4)


def _thresholds(model: Any) -> list[float]:
    """Numbers that the trees of scikit-learn compare with: near them answers change."""
    return [float(each) for tree in _trees(model) for each in tree.tree_.threshold[:50] if each != -2]


def _trees(model: Any) -> Iterator[Any]:
    if hasattr(model, "tree_"):
        yield model
    for _, step in getattr(model, "steps", ()):
        yield from _trees(step)
    members = getattr(model, "estimators_", ())
    for member in list(getattr(members, "flat", members))[:20]:
        yield from _trees(member)
