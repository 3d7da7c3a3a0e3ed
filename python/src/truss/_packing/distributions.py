"""Maps modules to the installed distributions that they came with."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cached_property
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from itertools import chain
from pathlib import Path

from truss._packing.locate import Module


class InstalledDistributions:
    """What is installed in this Python, read no further than a question makes necessary.

    One object serves one mk_truss: what is installed later is not seen.
    """

    def __init__(self) -> None:
        self._owners: dict[str, Distribution | None] = {}

    def owner_of(self, module: Module) -> Distribution | None:
        """Gives the distribution whose RECORD lists the module's file.

        Args:
            module: a module that has a file.

        Returns:
            None for code that no index can give back: the user's own modules, also those installed as editable or
            from a local directory.
        """
        if module.name not in self._owners:
            owner = self._find_owner(module)
            self._owners[module.name] = None if owner is None or _came_from_a_local_path(owner) else owner
        return self._owners[module.name]

    def named(self, name: str) -> Distribution | None:
        """Gives the installed distribution of a name, or None."""
        return next(_named(name), None)

    def versions(self) -> list[dict[str, str]]:
        """All that is installed, as `{name, version}`, by name; the first on `sys.path` wins, as it does in imports."""
        found: dict[str, dict[str, str]] = {}
        for each in self._all:
            name, version = each.metadata["Name"], each.version
            if name and version:
                found.setdefault(normalise(name), {"name": name, "version": version})
        return [found[key] for key in sorted(found)]

    def _find_owner(self, module: Module) -> Distribution | None:
        file = os.path.realpath(module.file)
        top = module.name.partition(".")[0]
        # Nearly always the distribution is called as its module is, and one RECORD is read instead of hundreds.
        for candidate in chain(_named(top), self._all):
            if _lists(candidate, file) or _claims_top_level(candidate, top, file):
                return candidate
        return None

    @cached_property
    def _all(self) -> list[Distribution]:
        return list(distributions())


def normalise(name: str) -> str:
    """The form in which names of distributions are compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _named(name: str) -> Iterator[Distribution]:
    try:
        yield distribution(name)
    except (PackageNotFoundError, ValueError):
        return


def _lists(candidate: Distribution, file: str) -> bool:
    record = candidate.read_text("RECORD")
    if record is None:
        return False
    root = os.path.realpath(str(candidate.locate_file("")))
    relative = os.path.relpath(file, root).replace(os.sep, "/")
    # A search of the text: parsing the CSV of every distribution takes a hundred times as long.
    return f"\n{relative}," in f"\n{record}"


def _claims_top_level(candidate: Distribution, top: str, file: str) -> bool:
    """For distributions without RECORD (of a Linux distribution, or made by old tools): their list of modules."""
    if candidate.read_text("RECORD") is not None:
        return False
    root = os.path.realpath(str(candidate.locate_file("")))
    modules = (candidate.read_text("top_level.txt") or "").split()
    return top in modules and Path(root) in Path(file).parents


def _came_from_a_local_path(candidate: Distribution) -> bool:
    source = json.loads(candidate.read_text("direct_url.json") or "{}")
    return str(source.get("url", "")).startswith("file:")
