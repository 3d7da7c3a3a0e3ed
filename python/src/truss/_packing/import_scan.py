"""Reads which modules a Python source imports, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


def imports_of(file: Path) -> set[str]:
    """Lists the absolute imports of a source file.

    Args:
        file: a Python source; one that does not parse has none.

    Returns:
        Dotted names. `from a import b` gives `a.b`, since b may be a module; imports that only a type checker sees
        and relative ones are left out.
    """
    try:
        tree = ast.parse(file.read_bytes(), str(file))
    except (SyntaxError, ValueError):
        return set()
    return set(_imports(tree))


def _imports(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name
    elif isinstance(node, ast.ImportFrom):
        if node.level == 0 and node.module is not None:
            for alias in node.names:
                yield f"{node.module}.{alias.name}" if alias.name != "*" else node.module
    elif isinstance(node, ast.If) and _is_type_checking(node.test):
        for statement in node.orelse:
            yield from _imports(statement)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _imports(child)


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return name == "TYPE_CHECKING"
