"""What a framework has to do for mk_truss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from truss._example import Example
from truss._packing.requirements import Requirement


@dataclass(frozen=True)
class Packed:
    """A model as files, and what the engine has to know of them.

    Attributes:
        config: fields of `config.yaml`, in snake case, as JSON. None takes away what a former model has left there.
        requirements: what the model needs from the package index.
        examples: requests that the model answers.
        copied: paths in `packages/` of the user's own code that was taken along.
    """

    config: Mapping[str, Any]
    requirements: Sequence[Requirement]
    examples: Sequence[Example] = ()
    copied: Sequence[str] = field(default=())


class Framework(Protocol):
    """Knows the objects of one library, and how to turn them into files."""

    name: str
    """What `model_framework` in the config says, such as `sklearn`."""

    def recognises(self, model: object) -> bool:
        """Whether the object is one of this framework. Imports nothing that is not imported yet."""
        ...

    def pack(self, model: Any, staging: Path, rows: object) -> Packed:
        """Writes the object and the code that answers with it.

        Args:
            model: an object that `recognises` accepted.
            staging: an empty directory, filled with `data/`, `model/` and `packages/` as they shall be.
            rows: a few rows of input given by the user as examples, or None.

        Raises:
            TrussError: where no truss can be made of the object; the message says why.
        """
        ...
