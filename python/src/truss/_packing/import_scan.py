"""Reads which modules a Python source imports, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from truss._packing.computed_imports import computed_imports


class Source(NamedTuple):
    """A Python source that is imported."""

    file: Path
    name: str
    """The dotted name under which it is imported."""

    @property
    def package(self) -> str:
        """What its relative imports start from; empty for a module that is in no package."""
        return self.name if self.file.stem == "__init__" else self.name.rpartition(".")[0]


def imports_of(source: Source) -> set[str]:
    """Lists what a source imports.

    Args:
        source: one that does not parse imports nothing.

    Returns:
        Dotted names. `from a import b` gives `a.b`, since b may be a module; imports that only a type checker sees
        are left out. Of names that are computed, the loaded modules that they can mean.
    """
    try:
        tree = ast.parse(source.file.read_bytes(), str(source.file))
    except (SyntaxError, ValueError):
        return set()
    return {*_imports(tree, source.package), *computed_imports(tree, source.name, source.package)}


def _imports(node: ast.AST, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name
    elif isinstance(node, ast.ImportFrom):
        start = _start_of(node, package)
        if start is not None:
            for alias in node.names:
                yield f"{start}.{alias.name}" if alias.name != "*" else start
    elif isinstance(node, ast.If) and _is_type_checking(node.test):
        for statement in node.orelse:
            yield from _imports(statement, package)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _imports(child, package)


def _start_of(node: ast.ImportFrom, package: str) -> str | None:
    """The module that `from … import` names, as an absolute name; None where it leads out of all packages."""
    if node.level == 0:
        return node.module
    folders = package.split(".")
    kept = folders[: len(folders) - node.level + 1]
    if not package or not kept:
        return None
    return ".".join([*kept, node.module] if node.module else kept)


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return name == "TYPE_CHECKING"
