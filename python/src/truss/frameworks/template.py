"""Writes the `model/model.py` of a truss: code for a person to read and to change."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import NamedTuple

from truss._stdlib import is_stdlib

_TEMPLATES = Path(__file__).parent / "templates"

OTHERS_DO_HARM = "Others of the library's can have it read files, or load code."
"""Why a library's arguments are named one by one."""


class Snippet(NamedTuple):
    """A piece of code and what it imports."""

    lines: Sequence[str] = ()
    imports: Collection[str] = ()
    """What follows `import`, such as `json` or `numpy as np`."""


class Reading(NamedTuple):
    """How a model class makes of a request what its object takes."""

    request: str
    """How a request looks, such as `{"inputs": [[number, …], …]}`."""
    call: str
    """The expression that reads `request`."""
    functions: str
    """The functions that it calls, as they stand below the class."""
    load: Snippet
    """What `load()` does for them."""
    place: str = ""
    """The expression that says of an `error` where in `inputs` its cause is, such as `[1]`; empty where none can."""


@dataclass(frozen=True)
class ModelClass:
    """What sets one model class apart from others.

    Attributes:
        title: what answers, such as `LogisticRegression`.
        file: its file in `data/model/`.
        load: the lines that load it as `self.model`.
        reading: how `inputs` is made of a request.
        predict: the lines that return the answer to `inputs`.
        answer: how an answer looks, such as `{"predictions": […]}`.
        misfits: when such an error is raised, as a comment says it.
        errors: the exceptions that are the caller's mistake.
        is_async: whether the answer is awaited.
        reason: the expression that tells the caller of such an `error`.
    """

    title: str
    file: str
    load: Snippet
    reading: Reading
    predict: Snippet
    answer: str
    misfits: str
    errors: str = "TypeError, ValueError"
    is_async: bool = False
    reason: str = "error"


def render_class(parts: ModelClass) -> str:
    """Writes the source of a model class."""
    reading = parts.reading
    imports = {name for snippet in (parts.load, reading.load, parts.predict) for name in snippet.imports}
    text = Template((_TEMPLATES / "model.py.txt").read_text("utf-8")).substitute(
        title=parts.title,
        file=parts.file,
        imports=_import_lines(imports),
        load=_indent([*parts.load.lines, *reading.load.lines], 2),
        request=reading.request,
        answer=parts.answer,
        read=reading.call,
        place=f"{{{reading.place}}}" if reading.place else "",
        predict=_indent(parts.predict.lines, 3),
        define="async def" if parts.is_async else "def",
        misfits=parts.misfits,
        errors=parts.errors,
        reason=parts.reason,
        functions=reading.functions.rstrip(),
    )
    return text.rstrip() + "\n"


def reading_of_parameters(names: Sequence[str], said: str, sent: str = 'request.get("parameters")') -> str:
    """Gives the function `read_parameters(request)` and the table of what a request may choose for all of its rows.

    Args:
        names: of what it may choose. Whatever else the library's method takes is a matter of the truss's own code.
        said: what a person has to know who adds to the table.
        sent: the expression for them in a request of V1.
    """
    rows = "".join(f"    {json.dumps(name)},\n" for name in names)
    function = Template((_TEMPLATES / "read_parameters.py.txt").read_text("utf-8")).substitute(sent=sent)
    return f"{function}\n# What a request may choose. {said}\nPARAMETERS = (\n{rows})\n"


def _import_lines(imports: Collection[str]) -> str:
    """The standard library first, and a line apart from it the packages."""
    standard = sorted(name for name in imports if is_stdlib(name.split()[0]))
    packages = sorted(name for name in imports if name not in standard)
    lines = [*(f"import {name}\n" for name in standard), *(["\n"] if standard else [])]
    return "".join([*lines, *(f"import {name}\n" for name in packages)])


def _indent(lines: Sequence[str], levels: int) -> str:
    return textwrap.indent("\n".join(lines), "    " * levels)
