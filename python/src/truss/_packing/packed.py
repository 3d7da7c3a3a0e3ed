"""What packing has made of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from truss._example import Example, example_params
from truss._packing.requirements import Requirement
from truss._packing.trial import Trial, Tried
from truss._proof.prove import Question


@dataclass(frozen=True)
class Packed:
    """A model as files, and what the engine has to know of them.

    Attributes:
        config: fields of `config.yaml`, in snake case, as JSON. None takes away what a former model has left there.
        batching: `runtime.batching` of a new config; None where it is not known that rows can be answered together.
        environment: `environment_variables` of a new config.
        requirements: what the model needs from the package index.
        installed: all that is installed here, as `{name, version}`: what the lock begins with.
        tried: what came of trying the model.
        doubts: what may not work where the model is served, as sentences.
    """

    config: Mapping[str, Any]
    batching: Mapping[str, Any] | None
    environment: Mapping[str, str]
    requirements: Sequence[Requirement]
    installed: Sequence[Mapping[str, str]]
    tried: Tried
    doubts: Sequence[str]

    @property
    def examples(self) -> Sequence[Example]:
        """Requests that the model answers, for people to see."""
        return [Example(trial.name, trial.request) for trial in self.tried.trials if trial.is_example]

    @property
    def questions(self) -> Sequence[Question]:
        """All that the live model was asked, and its answers; the examples come first."""
        return [_question_of(trial) for trial in self.tried.trials]


def _question_of(trial: Trial) -> Question:
    [params] = example_params([Example(trial.name, trial.request)])
    rows = trial.request.get("inputs")
    return Question(trial.name, params["body"], trial.expected, len(rows) if isinstance(rows, list) else 1)
