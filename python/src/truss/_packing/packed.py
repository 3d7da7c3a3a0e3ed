"""What packing has made of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from truss._example import Example
from truss._packing.requirements import Requirement


@dataclass(frozen=True)
class Packed:
    """A model as files, and what the engine has to know of them.

    Attributes:
        config: fields of `config.yaml`, in snake case, as JSON. None takes away what a former model has left there.
        requirements: what the model needs from the package index.
        installed: all that is installed here, as `{name, version}`: what the lock begins with.
        examples: requests that the model answers.
    """

    config: Mapping[str, Any]
    requirements: Sequence[Requirement]
    installed: Sequence[Mapping[str, str]]
    examples: Sequence[Example]
