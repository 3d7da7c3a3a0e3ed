"""Names what a truss needs from the package index, at the versions installed here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import Distribution

from truss._packing.distributions import InstalledDistributions, normalise
from truss._packing.origin import origin_of
from truss._packing.trace import Trace
from truss.frameworks.framework import Need


@dataclass(frozen=True)
class Requirement:
    """One line of a truss's requirements.

    Attributes:
        name: the distribution's name as it calls itself.
        version: the version installed here.
        why: what needs it, for the comment beside it.
        address: where it was installed from, if that was not an index: `git+https://…@<commit>`.
    """

    name: str
    version: str
    why: str
    address: str | None = None

    def to_json(self) -> dict[str, str | None]:
        """The form of the engine protocol."""
        return asdict(self)


def collect_requirements(needs: Iterable[Need], traced: Trace, installed: InstalledDistributions) -> list[Requirement]:
    """Puts together what a framework always needs and what the model was traced to.

    Args:
        needs: of the framework; those that are not installed are left out.
        traced: where the model's modules came from.
        installed: what is installed in this Python.

    Returns:
        The framework's own first, then the others by name; each once. Of what these bring along, those that came from
        no index are there too: an index has nothing of that name, or something else.
    """
    found: dict[str, Requirement] = {}
    chosen = [(each, why) for name, why in needs if (each := installed.named(name)) is not None]
    chosen += [traced.distributions[key] for key in sorted(traced.distributions)]
    for distribution, why in chosen:
        found.setdefault(normalise(distribution.metadata["Name"]), _requirement_of(distribution, why))
    for distribution, _ in chosen:
        for each in installed.brought_along(distribution):
            if origin_of(each).kind == "address":
                why = f"{distribution.metadata['Name']} needs it"
                found.setdefault(normalise(each.metadata["Name"]), _requirement_of(each, why))
    return list(found.values())


def _requirement_of(distribution: Distribution, why: str) -> Requirement:
    return Requirement(distribution.metadata["Name"], distribution.version, why, origin_of(distribution).address)
