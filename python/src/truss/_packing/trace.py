"""Follows modules to where they came from: a distribution to pin, or code of the user's to take along."""

from __future__ import annotations

from collections import deque
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from importlib.metadata import Distribution

from truss._packing.distributions import InstalledDistributions, normalise
from truss._packing.import_scan import imports_of
from truss._packing.local_code import check_local_code, files_of
from truss._packing.locate import Module, is_made_up, locate
from truss.errors import TrussError, error_of

# Truss itself is in every model's environment in another way (the worker and its shim), whatever imports it.
_OURS = frozenset({"truss", "truss_worker"})


@dataclass(frozen=True)
class Trace:
    """Where modules came from.

    Attributes:
        distributions: normalised name → the distribution and why it is needed.
        local: the user's own modules and packages, which no index has.
    """

    distributions: dict[str, tuple[Distribution, str]]
    local: list[Module]


def trace(names: AbstractSet[str], installed: InstalledDistributions) -> Trace:
    """Follows module names, and what the user's own among them import.

    Args:
        names: dotted names that unpickling the model imports.
        installed: what is installed in this Python.

    Raises:
        TrussError: `MODEL_NOT_SERIALISABLE` where code of the user's cannot be taken along.
    """
    found = Trace({}, [])
    seen: set[str] = set()
    queue = deque((name, "the model is made of it") for name in sorted(names))
    while queue:
        name, why = queue.popleft()
        module = None if name.partition(".")[0] in _OURS else locate(name)
        if module is None and name in names and is_made_up(name):
            raise _made_up(name)
        if module is None or module.name in seen:
            continue
        seen.add(module.name)
        owner = installed.owner_of(module)
        if owner is not None:
            found.distributions.setdefault(normalise(owner.metadata["Name"]), (owner, why))
            continue
        check_local_code(module)
        found.local.append(module)
        for file, inside in files_of(module):
            if file.suffix == ".py":
                queue.extend((imported, f"imported by {inside}") for imported in sorted(imports_of(file)))
    return found


def _made_up(name: str) -> TrussError:
    return error_of(
        "MODEL_NOT_SERIALISABLE",
        f"The model needs the module {name}, which a program has made up: it has no file that could be copied",
        "Move the code that the model needs into a file, import it from there and fit again",
    )
