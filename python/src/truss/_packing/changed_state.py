"""Finds variables of a module that are no longer what its file says: a truss has the file, and not what came after."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

_PLAIN = (bool, int, float, str, bytes, type(None))


class Changed(NamedTuple):
    """A variable of a module."""

    name: str
    line: int
    written: object
    """What the file says."""


def changed_state(file: Path, module: Mapping[str, Any]) -> Iterator[Changed]:
    """Gives the variables that a module's file sets to a plain value once, and that have another one by now.

    What is None in the file, and filled by a function of it, is filled in a truss as well.

    Args:
        file: the source of the module.
        module: its variables in this process.
    """
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return
    filled = {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}
    bound = list(_names_bound(tree.body))
    for statement in tree.body:
        name = _only_target(statement)
        value = getattr(statement, "value", None)
        if name is None or not isinstance(value, ast.Constant) or not isinstance(value.value, _PLAIN):
            continue
        is_lazy = value.value is None and name in filled
        if bound.count(name) == 1 and not is_lazy and name in module and _differs(module[name], value.value):
            yield Changed(name, statement.lineno, value.value)


def _names_bound(body: list[ast.stmt]) -> Iterator[str]:
    """The names that the module itself sets, as often as it does."""
    for statement in body:
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            nodes = ast.walk(statement)
            yield from (node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))


def _only_target(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.AnnAssign):
        targets: list[ast.expr] = [statement.target]
    else:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
    return targets[0].id if len(targets) == 1 and isinstance(targets[0], ast.Name) else None


def _differs(now: Any, written: object) -> bool:
    return type(now) is not type(written) or (now != written and now == now)  # NaN is itself
