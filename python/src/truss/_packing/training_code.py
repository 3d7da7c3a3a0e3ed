"""Finds out whether importing a source trains a model, as a script does whose training stands at its top level."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

_TRAINS = frozenset({"fit", "fit_transform", "fit_predict", "partial_fit", "mk_truss"})
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def training_line(file: Path) -> int | None:
    """Gives the number of the first line that trains a model whenever the source is imported; None where none does.

    Args:
        file: a Python source; one that does not parse trains nothing.
    """
    try:
        tree = ast.parse(file.read_bytes(), str(file))
    except (SyntaxError, ValueError):
        return None
    trainers = _trainers(tree)
    lines = [call.lineno for call in _calls_on_import(tree) if _name_of(call) in trainers]
    return min(lines, default=None)


def _trainers(tree: ast.Module) -> frozenset[str]:
    """The names of what trains: methods such as `fit`, and functions of the source that call one."""
    bodies = {each.name: set(map(_name_of, _calls(each))) for each in tree.body if isinstance(each, _DEFINITIONS[:2])}
    found = _TRAINS
    while more := {name for name, called in bodies.items() if name not in found and called & found}:
        found = found | more
    return found


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Call))


def _calls_on_import(node: ast.AST) -> Iterator[ast.Call]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _DEFINITIONS) or (isinstance(child, ast.If) and _is_main_guard(child.test)):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _calls_on_import(child)


def _is_main_guard(test: ast.expr) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "__name__" for each in ast.walk(test))


def _name_of(call: ast.Call) -> str:
    function = call.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
