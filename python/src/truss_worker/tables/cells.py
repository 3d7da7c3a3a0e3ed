"""Cells of CSV, which are texts, as the values that they stand for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXTS: Final = "BYTES"
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?inf(inity)?", re.IGNORECASE)
_TRUTH: Final = {"true": True, "false": False}
# As pandas, R and SQL write that there is no number. In a column of texts they may be a text: NA is Namibia.
_NO_NUMBER: Final = frozenset(("", "na", "n/a", "nan", "null", "none", "<na>"))


def is_number(cell: str) -> bool:
    """Whether the cell is one number, as it is written in every language."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def is_missing(cell: str) -> bool:
    """Whether the cell says, in a column of numbers, that there is none."""
    return cell.strip().lower() in _NO_NUMBER


def values_of(cells: Sequence[str], datatype: str | None) -> list[Any]:
    """The values of a column; an empty cell is None.

    Args:
        cells: the column.
        datatype: of a declared column, whose texts stay texts (`007`), and whose other values are read one by one: what
            is no number is left to the model, which knows more of its columns. None: all of them are integers, else
            numbers, else true or false, else texts.
    """
    if datatype == TEXTS:
        return [cell or None for cell in cells]
    if datatype is not None:
        return [_value_of(cell, datatype) for cell in cells]
    told = [cell for cell in cells if not is_missing(cell)]
    # What begins with a needless 0 is the code of something, and no number.
    if not told or not all(is_number(cell) for cell in told) or any(map(_is_code, told)):
        truths = [_TRUTH.get(cell.lower()) for cell in cells if cell]
        is_truth = truths and None not in truths
        return [_TRUTH[cell.lower()] if cell and is_truth else cell or None for cell in cells]
    is_whole = all(_INTEGER.fullmatch(cell.strip()) for cell in told)
    return [None if is_missing(cell) else int(cell) if is_whole else float(cell) for cell in cells]


def _value_of(cell: str, datatype: str) -> Any:
    if is_missing(cell):
        return None
    if datatype == "BOOL":
        return _TRUTH.get(cell.strip().lower(), cell)
    if _INTEGER.fullmatch(cell.strip()):
        return int(cell)
    return float(cell) if is_number(cell) else cell


def _is_code(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == "0" and cell.isdigit()
