"""Finds where a module's code lies, without running it where that can be avoided."""

from __future__ import annotations

import sys
import sysconfig
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

from truss._stdlib import is_stdlib


@dataclass(frozen=True)
class Module:
    """A module on disk.

    Attributes:
        name: its dotted name.
        file: its own file, `__init__.py` for a package.
        is_package: whether a whole directory belongs to it.
    """

    name: str
    file: Path
    is_package: bool


def locate(name: str) -> Module | None:
    """Finds the outermost module of a dotted name that has a file: `numpy`, `google.cloud.storage`.

    Namespace packages have none (several distributions share them), so the search goes inwards until there is one.

    Args:
        name: a dotted name, whose last parts need not be modules.

    Returns:
        None for the standard library, for what is built in, and for what is not there. A file of the user's that hides
        a module of the standard library is found.
    """
    if is_stdlib(name) and not _is_hidden(name.partition(".")[0]):
        return None
    parts = name.split(".")
    for depth in range(1, len(parts) + 1):
        module = locate_itself(".".join(parts[:depth]))
        if module is not None:
            return module
    return None


def locate_itself(name: str) -> Module | None:
    """Finds the module of exactly this name; None where there is none, or it has no file."""
    # A loaded module can have a file though its parents have none: tests, tasks of a scheduler.
    spec = _spec_of(name)
    if spec is None or not spec.has_location or spec.origin is None:
        return None
    return Module(name, Path(spec.origin), spec.submodule_search_locations is not None)


def is_made_up(name: str) -> bool:
    """Whether a loaded module is neither Python's own nor of any file, so that no other process can import it."""
    return name in sys.modules and getattr(sys.modules[name], "__spec__", None) is None and not is_stdlib(name)


def _is_hidden(name: str) -> bool:
    """Whether another file than Python's own was imported under a name of the standard library."""
    spec = getattr(sys.modules.get(name), "__spec__", None)
    if spec is None or not spec.has_location or spec.origin is None:
        return False
    return Path(sysconfig.get_path("stdlib")).resolve() not in Path(spec.origin).resolve().parents


def _spec_of(name: str) -> ModuleSpec | None:
    loaded: ModuleSpec | None = getattr(sys.modules.get(name), "__spec__", None)
    if loaded is not None:
        return loaded
    try:
        return find_spec(name)
    except (ImportError, AttributeError, ValueError):
        return None  # its parent does not import, or is no package: nothing that could be copied or pinned
