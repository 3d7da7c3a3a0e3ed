"""Comma-separated values as a table.

Whether the first line names the columns is said by the content type (`text/csv; header=present`, RFC 4180); MLflow's
callers send such a line, SageMaker's do not, and few say so. Where it is not said, the line has to show it: to take a
row for names, or names for a row, would be an answer too few or too many.
"""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING, Final

from truss_worker.tables.cells import is_missing, is_number, values_of
from truss_worker.tables.table import Table, names_of, refuse

if TYPE_CHECKING:
    from truss_worker.tables.layout import Layout

_HEADER: Final = re.compile(r';\s*header\s*=\s*"?(present|absent)\b', re.IGNORECASE)
_SAY_SO: Final = "Say it in the content type: text/csv; header=present, or header=absent."


def table_of_csv(text: str, content_type: str, layout: Layout | None) -> Table:
    """The table of a text.

    Args:
        text: the lines.
        content_type: as it came, with its parameters.
        layout: what the model takes, if it says so.

    Raises:
        WorkerError: REQUEST_BODY_INVALID.
    """
    lines = _read_lines(text)
    if not lines:
        raise refuse("The body is not CSV: it is empty", "Send a line for each row, and above them the names.")
    said = header_of(content_type)
    has_header = _has_header(lines, layout) if said is None else said
    width = len(lines[0])
    for number, line in enumerate(lines, 1):
        if len(line) != width:
            raise refuse(f"CSV: line {number} has {len(line)} values, the first one {width}")
    names = names_of(lines[0], "CSV") if has_header else None
    rows = lines[1:] if has_header else lines
    datatypes = _datatypes(layout, names, width)
    columns = [values_of([row[place] for row in rows], datatypes[place]) for place in range(width)]
    return Table(names, [list(row) for row in zip(*columns)])


def header_of(content_type: str) -> bool | None:
    """Whether a content type says that a line of names comes first; None where it says nothing of it."""
    found = _HEADER.search(content_type)
    return None if found is None else found[1].lower() == "present"


def _read_lines(text: str) -> list[list[str]]:
    try:
        lines = list(csv.reader(StringIO(text.lstrip("\ufeff"), newline=""), strict=True))
    except (ValueError, csv.Error) as error:
        raise refuse(f"The body is not CSV: {error}") from None
    while lines and not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, 1):
        if not line:
            raise refuse(f"CSV: line {number} is empty", 'Write a missing value as "".')
    return lines


def _datatypes(layout: Layout | None, names: list[str] | None, width: int) -> list[str | None]:
    """What each column is declared to be."""
    if layout is None:
        return [None] * width
    if layout.kind != "records":
        return [layout.datatype] * width
    if names is not None:
        return [layout.datatypes.get(name) for name in names]
    declared = list(layout.datatypes.values())
    # Where there are more columns than are declared, nobody here knows which they are.
    return [*declared] if len(declared) == width else [None] * width


def _has_header(lines: list[list[str]], layout: Layout | None) -> bool:
    first = lines[0]
    if layout is not None and layout.kind == "records" and any(cell in layout.datatypes for cell in first):
        return True
    counted = [str(number) for number in range(len(first))]
    shown = {_shown_by(place, lines, layout) for place in range(len(first))} - {None}
    if len(shown) != 1 or first == counted:
        raise refuse("CSV: the first line can be the names of the columns, or a row", _SAY_SO)
    return shown == {True}


def _shown_by(place: int, lines: list[list[str]], layout: Layout | None) -> bool | None:
    """Whether a column shows that the first line is one of names; None where it shows nothing."""
    first = lines[0][place]
    below = [line[place] for line in lines[1:] if place < len(line) and not is_missing(line[place])]
    if is_number(first):
        return False
    if is_missing(first):
        return None
    if below:
        return True if all(map(is_number, below)) else None
    is_declared = layout is not None and layout.kind == "rows" and layout.datatype not in (None, "BYTES")
    return True if is_declared else None
