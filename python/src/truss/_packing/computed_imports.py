"""Finds the modules that code imports by a name that it computes: `import_module("plugins." + name)`.

The code alone does not tell which modules these are, but the process does in which it ran: a module that was imported
is loaded, and what is written of its name tells it from the others.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from types import CodeType

_IMPORTERS = frozenset({"import_module", "__import__"})


def computed_imports(tree: ast.AST, name: str, package: str) -> set[str]:
    """Lists the loaded modules that the computed names of a source can mean.

    Args:
        tree: the source.
        name: the name of its module.
        package: what relative names start from.
    """
    found: set[str] = set()
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _name_of(call.func) in _IMPORTERS and call.args:
            text, is_whole = _beginning(call.args[0], {"__name__": name, "__package__": package})
            start = f"{package}{text}" if text.startswith(".") and package else text
            if start:
                found.update([start] if is_whole else _loaded_under([start]))
            else:
                found.update(_loaded_called(_texts_of(tree)))
    return found


def computed_imports_of_code(code: CodeType) -> set[str]:
    """Lists the loaded modules that the computed names of a compiled function can mean."""
    if _IMPORTERS.isdisjoint(code.co_names):
        return set()
    texts = [constant for constant in code.co_consts if isinstance(constant, str)]
    return {*_loaded_called(texts), *_loaded_under(text for text in texts if text.endswith("."))}


def _name_of(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _beginning(expression: ast.expr, known: dict[str, str]) -> tuple[str, bool]:
    """What is written of a text at its beginning, and whether that is all of it."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return expression.value, True
    if isinstance(expression, ast.Name) and expression.id in known:
        return known[expression.id], True
    if isinstance(expression, ast.FormattedValue):
        return _beginning(expression.value, known)
    if isinstance(expression, ast.JoinedStr):
        return _joined(expression.values, known)
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Add):
        return _joined([expression.left, expression.right], known)
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Mod):
        return _beginning(expression.left, known)[0].partition("%")[0], False
    if isinstance(expression, ast.Call) and isinstance(expression.func, ast.Attribute):
        # `"plugins.{}".format(…)`; of any other call nothing is known, and there is no brace in it.
        return _beginning(expression.func.value, known)[0].partition("{")[0], False
    return "", False


def _joined(parts: list[ast.expr], known: dict[str, str]) -> tuple[str, bool]:
    text = ""
    for part in parts:
        more, is_whole = _beginning(part, known)
        text += more
        if not is_whole:
            return text, False
    return text, True


def _texts_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _loaded_called(names: Iterable[str]) -> set[str]:
    return {name for name in names if name in sys.modules}


def _loaded_under(beginnings: Iterable[str]) -> set[str]:
    wanted = tuple(beginnings)
    return {name for name in list(sys.modules) if name.startswith(wanted)}
