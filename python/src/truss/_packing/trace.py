"""Follows modules to where they came from: a distribution to pin, or code of the user's to take along."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from importlib.metadata import Distribution

from truss._packing.distributions import InstalledDistributions, normalise
from truss._packing.import_scan import imports_of
from truss._packing.local_code import check_local_code, modules_left_out, sources_of
from truss._packing.locate import Module, is_made_up, locate
from truss._packing.origin import origin_of
from truss.errors import TrussError, error_of

# Truss itself is in every model's environment in another way (the worker and its shim), whatever imports it.
_OURS = frozenset({"truss", "truss_worker"})


@dataclass(frozen=True)
class Trace:
    """Where modules came from.

    Attributes:
        distributions: normalised name → the distribution and why it is needed.
        local: the user's own modules and packages, which no index has.
        installed_here: normalised name → the distribution of such code, where it is installed as one.
    """

    distributions: dict[str, tuple[Distribution, str]]
    local: list[Module]
    installed_here: dict[str, Distribution]


def trace(names: AbstractSet[str], installed: InstalledDistributions) -> Trace:
    """Follows module names, and what the user's own among them import.

    Args:
        names: dotted names that unpickling the model imports.
        installed: what is installed in this Python.

    Raises:
        TrussError: `MODEL_NOT_SERIALISABLE` where code of the user's cannot be taken along.
    """
    found = Trace({}, [], {})
    seen: set[str] = set()
    queue = deque((name, "the model is made of it") for name in sorted(names))
    while queue:
        name, why = queue.popleft()
        outer = None if name.partition(".")[0] in _OURS else locate(name)
        if outer is None and name in names and is_made_up(name):
            raise _made_up(name)
        owner = None if outer is None else installed.owner_of(outer)
        if owner is not None and origin_of(owner).kind != "here":
            found.distributions.setdefault(normalise(owner.metadata["Name"]), (owner, why))
            continue
        for module in [] if outer is None else [outer, *modules_left_out(name, outer)]:
            if module.name not in seen:
                seen.add(module.name)
                queue.extend(_take_along(module, owner or installed.made_from(module.file), found))
    return found


def _take_along(module: Module, owner: Distribution | None, found: Trace) -> Iterator[tuple[str, str]]:
    """Adds a module of the user's; gives what it imports, and why that is needed."""
    check_local_code(module)
    found.local.append(module)
    if owner is not None:
        found.installed_here.setdefault(normalise(owner.metadata["Name"]), owner)
    for source in sources_of(module):
        for imported in sorted(imports_of(source)):
            yield imported, f"imported by {source.name}"


def _made_up(name: str) -> TrussError:
    return error_of(
        "MODEL_NOT_SERIALISABLE",
        f"The model needs the module {name}, which a program has made up: it has no file that could be copied",
        "Move the code that the model needs into a file, import it from there and fit again",
    )
