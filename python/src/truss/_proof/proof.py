"""What came of asking a truss in its own environment, and how it is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["proved", "unchecked", "untried", "differs", "fails", "unproved"]

_SHOWN_PROBLEMS = 5
"""The first differences mostly say what is wrong with all of them."""

_PLACE = re.compile(r"(?P<output>[^.\[]+)\[(?P<row>\d+)\](?P<rest>.*)")


@dataclass(frozen=True)
class Proof:
    """What came of asking a truss in a fresh process of its own environment. True where it answers as it should.

    Attributes:
        outcome: `proved`: it answers as it should; `unchecked`: it answers, and nothing is known to compare with;
            `untried`: it loads, and nothing is known to ask it; `differs`: an answer is another one; `fails`: it
            cannot be loaded, or does not answer; `unproved`: it could not be asked.
        asked: how much it was asked, such as `3 rows`.
        problems: what is wrong, or why it is not known.
        advice: what to do where not all is well; empty where nothing is to be done.
        against: what its answers were held against, such as `the live model does`.
    """

    outcome: Outcome
    asked: str = ""
    problems: Sequence[str] = ()
    advice: str = ""
    against: str = "the live model does"

    def __bool__(self) -> bool:
        return self.outcome == "proved"

    def __repr__(self) -> str:
        return f"<Proof: {self.outcome}>"

    def __str__(self) -> str:
        where = f"({self.asked}, its own environment)"
        problem = "; ".join(self.problems)
        said = {
            "proved": f"✔ answers as {self.against} {where}",
            "unchecked": f"· answers {where}; not compared: {problem}",
            "untried": f"· loads in its own environment; not asked: {problem}",
            "differs": "\n".join([f"✖ does not answer as {self.against} {where}:", *self._shown_problems()]),
            "fails": f"✖ {problem}",
            "unproved": f"· not proved: {problem}",
        }[self.outcome]
        if not self.advice:
            return said
        return f"{said}; {self.advice}" if self.outcome == "proved" else f"{said}\n  → {self.advice}"

    def _shown_problems(self) -> list[str]:
        hidden = len(self.problems) - _SHOWN_PROBLEMS
        shown = [f"    {problem}" for problem in self.problems[:_SHOWN_PROBLEMS]]
        return [*shown, f"    … and {hidden} more"] if hidden > 0 else shown


def difference_text(path: str, message: str) -> str:
    """Says where an answer is another one: `row 1, predictions: expected 1, got 0`.

    Args:
        path: such as `probabilities[1][0]`.
        message: what is different there.
    """
    found = _PLACE.fullmatch(path)
    if found is None:
        return f"{path}: {message}" if path else message
    inside = re.sub(r"\[(\d+)\]", r", column \1", found["rest"]).replace(".", ", ")
    return f"row {found['row']}, {found['output']}{inside}: {message}"


def count_of(number: int, what: str) -> str:
    """A number of things: `1 row`, `3 rows`."""
    return f"{number} {what}{'' if number == 1 else 's'}"
