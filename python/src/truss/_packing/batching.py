"""Whether the requests of a model are merged: where every row is answered for itself alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from truss._packing.trial import Ask, Trial
from truss.frameworks.tensors import ANY_LENGTH, Tensor

_ROUNDING = 1e-6
"""Sums of several rows at a time are added up in another order."""

_ROUNDING_STEPS = 64
"""By how many steps of its type, for the largest number of an answer, such a sum may differ where that is more."""


def is_mergeable(ask: Ask, trials: Sequence[Trial], outputs: Sequence[Tensor]) -> bool:
    """Tells whether the answers to several requests can be told apart in one answer to all of their rows.

    Args:
        ask: how the generated code is asked.
        trials: what it has answered already.
        outputs: what its answers are declared to consist of.
    """
    names = {output.name for output in outputs if list(output.shape[:1]) == [ANY_LENGTH]}
    is_declared = bool(names) and all(set(trial.answer) <= names for trial in trials)
    return is_declared and all(_is_row_wise(ask, trial) for trial in trials)


def _is_row_wise(ask: Ask, trial: Trial) -> bool:
    rows = trial.request["inputs"]
    if not isinstance(rows, list) or len(rows) < 2:
        return True
    try:
        alone = [ask({"inputs": [row]}) for row in rows]
    except Exception:  # noqa: BLE001 - models raise anything
        return False
    has_rows = _has_rows(trial.answer, len(rows)) and all(_has_rows(answer, 1) for answer in alone)
    return has_rows and all(_is_row(trial.answer, number, answer) for number, answer in enumerate(alone))


def _has_rows(answer: Mapping[str, Any], count: int) -> bool:
    """Whether all that an answer consists of is for so many rows: numbers for all of them cannot be shared out."""
    import numpy as np

    return all(np.ndim(value) > 0 and len(value) == count for value in answer.values() if hasattr(value, "shape"))


def _is_row(whole: Mapping[str, Any], number: int, alone: Mapping[str, Any]) -> bool:
    return whole.keys() == alone.keys() and all(_is_same(whole[name][number], alone[name][0]) for name in whole)


def _is_same(one: Any, other: Any) -> bool:
    import numpy as np

    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_is_same(one[key], other[key]) for key in one)
    first, second = np.asarray(one), np.asarray(other)
    if first.shape != second.shape:
        return False
    if first.dtype.kind == "f" and second.dtype.kind == "f":
        largest: float = np.max(np.abs(second), initial=0.0, where=np.isfinite(second))
        # Of numbers that nearly cancel each other out, such as the scores of a network, little is left but rounding.
        steps = float(np.finfo(first.dtype).eps * _ROUNDING_STEPS * largest)
        return bool(np.allclose(first, second, rtol=_ROUNDING, atol=max(_ROUNDING * 1e-3, steps), equal_nan=True))
    return bool(np.all(first == second))
