"""Writes the code that answers with an object that no framework knows."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from pathlib import Path
from string import Template

from truss._stdlib import is_stdlib
from truss.frameworks.custom.arguments import Arguments
from truss.frameworks.custom.description import CustomDescription
from truss.frameworks.framework import Stored
from truss.frameworks.pickled import load_pickled
from truss.frameworks.tabular.reading import reading_of
from truss.frameworks.template import ModelClass, Snippet, render_class

_TEMPLATES = Path(__file__).parent / "templates"

_VALUES = '{"predictions": […]}'
_WITH_REQUEST = "Answers a request with what it returns."
_WITH_MEMBERS = "Answers a request, whose members are the arguments, with what it returns."
_BOTH = '{"predictions": […], "probabilities": [[…], …]}'


def render_model(description: CustomDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the object.
        stored: how it lies in `data/model/`.
    """
    load = load_pickled(stored)
    if description.takes is None:
        return _render_call(description, stored, load)
    return render_class(
        ModelClass(
            title=description.title,
            file=stored.file,
            load=load,
            reading=reading_of(description.takes, "None"),
            predict=Snippet(_lines_of_predict(description, "inputs")),
            answer=_BOTH if description.has_probabilities else _VALUES,
            misfits="How most models say that values do not fit.",
            is_async=_is_async(description),
        )
    )


def _render_call(description: CustomDescription, stored: Stored, load: Snippet) -> str:
    """Of what is no model of rows: it gets the request, or the members of it."""
    arguments = description.arguments
    is_of_arrays = arguments is not None and description.has_predict
    names = [*load.imports, *(["numpy as np"] if is_of_arrays else [])]
    text = Template(_text("function")).substitute(
        title=description.title,
        file=stored.file,
        imports=_import_lines(names, ["from truss import HTTPError\n"] if arguments is not None else []),
        load=textwrap.indent("\n".join(load.lines), " " * 8),
        define="async def" if _is_async(description) else "def",
        says=_WITH_REQUEST if arguments is None else _WITH_MEMBERS,
        predict=textwrap.indent("\n".join(_lines_of_call(description)), " " * 8),
        functions="" if arguments is None else f"\n\n{_reading_of(arguments, is_of_arrays)}",
    )
    return text.rstrip() + "\n"


def _import_lines(names: Sequence[str], own: Sequence[str]) -> str:
    """The standard library first, and a line apart from it the packages, and Truss's own last."""
    standard = [f"import {name}\n" for name in names if is_stdlib(name.split()[0])]
    packages = [*(f"import {name}\n" for name in names if not is_stdlib(name.split()[0])), *own]
    return "".join([*standard, *(["\n"] if standard and packages else []), *packages])


def _lines_of_call(description: CustomDescription) -> list[str]:
    if description.arguments is None:
        return _returned(description, "self.model(request)")
    lines = ["arguments = read_arguments(request)"]
    given = "**arguments"
    if description.arguments.positional:
        named = _tuple_of(description.arguments.positional)
        lines.append(f"in_order = [arguments.pop(name) for name in {named} if name in arguments]")
        given = "*in_order, **arguments"
    if description.has_predict:
        return [*lines, *_lines_of_predict(description, given)]
    return [*lines, *_returned(description, f"self.model({given})")]


def _returned(description: CustomDescription, call: str) -> list[str]:
    """The lines that answer as a function does: what yields is a stream."""
    way = description.ways["__call__"]
    if way == "awaited in pieces":
        return [f"async for item in {call}:", "    yield item"]
    return [{"at once": f"return {call}", "awaited": f"return await {call}", "in pieces": f"yield from {call}"}[way]]


def _lines_of_predict(description: CustomDescription, given: str) -> list[str]:
    answers = {
        method: {
            "at once": f"self.model.{method}({given})",
            "awaited": f"await self.model.{method}({given})",
            "in pieces": f"list(self.model.{method}({given}))",
            "awaited in pieces": f"[item async for item in self.model.{method}({given})]",
        }[way]
        for method, way in description.ways.items()
    }
    lines = [f'answer = {{"predictions": {answers["predict"]}}}']
    if description.has_probabilities:
        lines.append(f'answer["probabilities"] = {answers["predict_proba"]}')
    return [*lines, "return answer"]


def _is_async(description: CustomDescription) -> bool:
    return any("awaited" in way for way in description.ways.values())


def _reading_of(arguments: Arguments, is_of_arrays: bool) -> str:
    reading = Template(_text("read_arguments")).substitute(
        unknown="" if arguments.takes_others else _text("unknown"),
        value="as_array(request[name])" if is_of_arrays else "request[name]",
        names=_tuple_of(arguments.names),
        required=_tuple_of(arguments.required),
    )
    return f"{reading}\n\n{_text('as_array')}" if is_of_arrays else reading


def _tuple_of(names: tuple[str, ...]) -> str:
    return f"({', '.join(map(json.dumps, names))}{',' if len(names) == 1 else ''})"


def _text(name: str) -> str:
    return (_TEMPLATES / f"{name}.py.txt").read_text("utf-8")
