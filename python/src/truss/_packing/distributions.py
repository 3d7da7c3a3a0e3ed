"""Maps modules to the installed distributions that they came with."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Iterator
from functools import cached_property
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from itertools import chain
from pathlib import Path

from truss._packing.locate import Module
from truss._packing.origin import origin_of

_NAME = re.compile(r"[\w.-]+")


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
            None for the user's own modules; also for those that are installed as editable, since they lie elsewhere.
        """
        if module.name not in self._owners:
            self._owners[module.name] = self._find_owner(module)
        return self._owners[module.name]

    def made_from(self, file: Path) -> Distribution | None:
        """Gives the distribution that was installed from a directory with the file in it; of several the innermost."""
        found = [(folder, each) for folder, each in self._sources if folder in file.resolve().parents]
        return max(found, key=lambda pair: len(pair[0].parts))[1] if found else None

    def brought_along(self, distribution: Distribution) -> Iterator[Distribution]:
        """Gives what is installed for a distribution, directly and not: extras do not count."""
        seen = {normalise(distribution.metadata["Name"])}
        queue = deque([distribution])
        while queue:
            for line in queue.popleft().requires or []:
                name = normalise(_NAME.match(line).group())  # type: ignore[union-attr] # a requirement begins with one
                each = None if name in seen or "extra ==" in line else self.named(name)
                seen.add(name)
                if each is not None:
                    queue.append(each)
                    yield each

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
    def _sources(self) -> list[tuple[Path, Distribution]]:
        """The directories that distributions were installed from, each with its distribution."""
        return [(folder.resolve(), each) for each in self._all if (folder := origin_of(each).folder) is not None]

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
