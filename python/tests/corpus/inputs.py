"""What the estimators are fitted on: the same sixty people as an array, as tables, as texts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

COUNT = 60
ASKED = slice(0, 60, 12)
"""The rows that a truss is asked: some of those it was fitted on."""

_random = np.random.RandomState(7)
_numbers = _random.uniform(0.1, 5, (COUNT, 4)).round(3)
_score = _numbers @ [1.0, -0.5, 0.3, 0.2]
_counts = _random.randint(0, 4, (COUNT, 4))
_words = np.array(["slow", "friendly", "cold", "clean", "dear", "quiet"])
_texts = [" ".join(_random.choice(_words, 5)) + (" again" if each > 1 else " never") for each in _score]


@dataclass(frozen=True)
class Inputs:
    """Something to fit on.

    Attributes:
        name: what the tests call it.
        data: all of it.
        rows: what is asked, in the form that the live object takes.
    """

    name: str
    data: Any
    rows: Any


def _table_of_all_kinds():
    return pd.DataFrame(
        {
            "age": _numbers[:, 0],
            "visits": _counts[:, 1],
            "town": pd.Categorical(np.array(["Oslo", "Rome", "Lima"])[_counts[:, 2] % 3]),
            "plan": np.array(["basic", "gold"], dtype=object)[(_score > 1).astype(int)],
            "member": _counts[:, 3] > 1,
            "since": pd.Timestamp("2020-02-29 12:00") + pd.to_timedelta(_counts[:, 0] * 37, unit="h"),
        }
    )


def _inputs(name, data):
    rows = data.iloc[ASKED] if hasattr(data, "iloc") else data[ASKED]
    return Inputs(name, data, rows)


ARRAY = _inputs("an array", _numbers)
TABLE = _inputs("a table", pd.DataFrame(_numbers, columns=["age", "income", "visits", "rooms"]))
ALL_KINDS = _inputs("a table of all kinds", _table_of_all_kinds())
TEXTS = _inputs("texts", _texts)
COUNTS = _inputs("counts", _counts)
ONE_COLUMN = _inputs("one column", _numbers[:, :1])
SQUARE = _inputs("a square", _numbers @ _numbers.T)
LABELS = _inputs("labels", np.array(["no", "perhaps", "yes"])[_counts[:, 0] % 3])
SETS = _inputs("sets", [sorted(set(text.split())) for text in _texts])
MAPPINGS = _inputs("mappings", [dict(zip(text.split(), row.tolist())) for text, row in zip(_texts, _numbers)])
PICTURES = _inputs("pictures", _random.uniform(size=(COUNT, 6, 6)))

TARGETS = {
    "classes": np.array(["no", "perhaps", "yes"])[np.digitize(_score, np.quantile(_score, [0.33, 0.66]))],
    "two classes": (_score > np.median(_score)).astype(int),
    "numbers": (_score - _score.min() + 0.5).round(3),
    "several numbers": np.c_[_score, _numbers[:, 1] * 2],
    "several classes": np.c_[_score > 1, _numbers[:, 1] > 2].astype(int),
    "nothing": None,
}
"""What is to be learned."""
