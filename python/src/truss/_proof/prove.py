"""Asks a truss in its own environment, and judges what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from truss._engine_client import ProgressCallback, engine
from truss._proof.proof import Proof, count_of, difference_text
from truss._secrets import secret_variables
from truss.errors import TrussError

_FAULTS_OF_THE_TRUSS = ("MODEL_", "WORKER_", "RESULT_", "REQUEST_", "SERVER_", "CONFIG_", "EXAMPLES_")
"""How the codes begin of what is wrong with a truss itself. All else is wrong with the machine, or not yet there."""


@dataclass(frozen=True)
class Question:
    """A request, and what is expected of its answer.

    Attributes:
        name: what it is called.
        body: the request as JSON text.
        output: the answer that is expected, as JSON text; None where none is known.
        rows: how many rows it has.
    """

    name: str
    body: str
    output: str | None
    rows: int

    def to_json(self) -> dict[str, str]:
        """The form of the engine protocol."""
        output = {} if self.output is None else {"output": self.output}
        return {"name": self.name, "body": self.body, **output}


def prove(directory: str, questions: Sequence[Question], on_progress: ProgressCallback) -> Proof:
    """Asks a truss in a fresh process of its own environment, which is made where needed and stays for `serve`.

    Args:
        directory: an absolute path of a truss.
        questions: with the answers of the live model.
        on_progress: is told of each step.

    Returns:
        What came of it; an environment that cannot be made is no error.
    """
    asked = count_of(max((question.rows for question in questions), default=0), "row")
    try:
        tested = _test(directory, [question.to_json() for question in questions], on_progress)
    except TrussError as error:
        return _not_asked(error)
    return replace(_judge(tested), asked=asked)


def prove_examples(directory: str, on_progress: ProgressCallback) -> Proof:
    """Asks a truss its own examples, as `truss test` does; see `prove`."""
    try:
        tested = _test(directory, None, on_progress)
    except TrussError as error:
        if error.code != "EXAMPLE_NOT_FOUND":
            return _not_asked(error)
        hint = error.hint or ""
        proof = prove(directory, [], on_progress)
        return replace(proof, problems=[error.message], advice=hint) if proof.outcome == "untried" else proof
    asked = count_of(len(tested), "example")
    return replace(_judge(tested), asked=asked, against="its examples expect")


def _test(
    directory: str, examples: Sequence[Mapping[str, str]] | None, on_progress: ProgressCallback
) -> list[dict[str, Any]]:
    params: dict[str, Any] = {"directory": directory, "secretVariables": secret_variables()}
    if examples is not None:
        params["examples"] = examples
    tested: list[dict[str, Any]] = engine().call("model.test", params, on_progress)["examples"]
    return tested


def _not_asked(error: TrussError) -> Proof:
    if error.code.startswith(_FAULTS_OF_THE_TRUSS):
        return Proof("fails", problems=[f"cannot be loaded in its own environment: {error}"])
    return Proof("unproved", problems=[error.message], advice=error.hint or "")


def _judge(tested: Sequence[Mapping[str, Any]]) -> Proof:
    for each in tested:
        error = each["error"]
        if error is not None:
            message = f"does not answer {each['name']} in its own environment: {error['message']}"
            return Proof("fails", problems=[message], advice=error.get("hint", ""))
    differences = [
        difference_text(each["path"], each["message"]) for example in tested for each in example["differences"]
    ]
    if differences:
        return Proof("differs", problems=differences)
    if not tested:
        return Proof("untried")
    if all(each["outcome"] == "unchecked" for each in tested):
        return Proof("unchecked", problems=["nothing is known of what it has to answer"])
    return Proof("proved")
