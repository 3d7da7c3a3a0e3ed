"""Makes up rows to hold two models against each other."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from truss_converter.source import Source

_ROWS = 200
_MOST_NUMBERS = 300_000
"""In all rows together: of pictures, some are enough."""

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
    most = max(2, min(_ROWS, _MOST_NUMBERS // max(1, _numbers_in(known[0]))))
    if source.is_network:
        rows = [_varied_array(chance.choice(known), chance) for _ in range(most)]
    else:
        thresholds = _thresholds(source.model)
        rows = [_varied(chance.choice(known), thresholds, chance) for _ in range(most)]
    longer = [_longer(row, source) for row in rows[:1]] if source.is_network else []
    return [
        {"inputs": rows},
        *({"inputs": [row]} for row in rows[:5]),
        *({"inputs": [row]} for row in longer if row != rows[0] and _is_answered(row, source)),
    ]


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


def _longer(row: Any, source: Source) -> Any:
    """A row of twice the length where it may have any: a graph can be left with the length of the examples."""
    shapes = {name: shape or [] for name, (_, shape) in source.namespace["INPUTS"].items()}

    def twice(value: Any, shape: Sequence[int]) -> Any:
        return value * 2 if shape[1:2] == [-1] and isinstance(value, list) else value

    if isinstance(row, dict):
        return {name: twice(value, shapes.get(name, [])) for name, value in row.items()}
    return twice(row, next(iter(shapes.values())))


def _is_answered(row: Any, source: Source) -> bool:
    try:
        source.instance.predict({"inputs": [row]})
    except Exception:  # noqa: BLE001 - models raise anything
        return False
    return True


def _numbers_in(row: Any) -> int:
    if isinstance(row, dict):
        return sum(map(_numbers_in, row.values()))
    return sum(map(_numbers_in, row)) if isinstance(row, list) else 1


def _varied_array(row: Any, chance: random.Random) -> Any:
    """Whole numbers stay: they count, or name a word or a class, and another might not exist."""
    if isinstance(row, dict):
        return {name: _varied_array(value, chance) for name, value in row.items()}
    if isinstance(row, list):
        return [_varied_array(value, chance) for value in row]
    return row * chance.uniform(0.5, 1.5) + chance.gauss(0, 0.1) if isinstance(row, float) else row


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
