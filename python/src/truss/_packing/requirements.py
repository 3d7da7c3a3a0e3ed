"""Names what a truss needs from the package index, at the versions installed here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from truss._packing.distributions import InstalledDistributions, normalise
from truss._packing.trace import Trace
from truss.frameworks.framework import Need


@dataclass(frozen=True)
class Requirement:
    """One line of a truss's requirements.

    Attributes:
        name: the distribution's name as it calls itself.
        version: the version installed here.
        why: what needs it, for the comment beside it.
    """

    name: str
    version: str
    why: str

    def to_json(self) -> dict[str, str]:
        """The form of the engine protocol."""
        return asdict(self)


def collect_requirements(needs: Iterable[Need], traced: Trace, installed: InstalledDistributions) -> list[Requirement]:
    """Puts together what a framework always needs and what the model was traced to.

    Args:
        needs: of the framework; those that are not installed are left out.
        traced: where the model's modules came from.
        installed: what is installed in this Python.

    Returns:
        The framework's own first, then the others by name; each once.
    """
    found: dict[str, Requirement] = {}
    for name, why in needs:
        distribution = installed.named(name)
        if distribution is not None:
            found.setdefault(normalise(name), Requirement(distribution.metadata["Name"], distribution.version, why))
    for key in sorted(traced.distributions):
        distribution, why = traced.distributions[key]
        found.setdefault(key, Requirement(distribution.metadata["Name"], distribution.version, why))
    return list(found.values())
