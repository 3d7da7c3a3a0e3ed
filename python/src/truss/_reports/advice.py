"""What to do about what came of proving a truss that was made just now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from truss._packing.packed import Packed
from truss._proof.proof import Proof

LATER = "tr.verify() does it later"
"""Where the proof could not be made now."""

_GIVE_ROWS = (
    "Give rows as predict takes them: mk_truss(…, examples=X[:3]); a DataFrame tells the names of its columns too; "
    "to a function one request, such as examples={'n': 2}"
)


def explain(proof: Proof, packed: Packed, kept: Collection[str]) -> Proof:
    """Adds why there was nothing to ask, and what to do.

    Args:
        proof: of the truss.
        packed: what it was made of.
        kept: the files of the user's that stayed as they were.
    """
    tried = packed.tried
    if proof.outcome == "unproved":
        return replace(proof, advice=f"{proof.advice} {LATER}".lstrip())
    if proof.outcome == "untried":
        return replace(proof, problems=[tried.problem], advice=_GIVE_ROWS)
    if proof.outcome == "unchecked":
        return replace(proof, problems=["the live model does not answer the same twice, or not in JSON"])
    if proof.outcome == "proved":
        return replace(proof, advice="the rows were made up: examples=X[:3] tries yours" if tried.made_up else "")
    file = next((path for path in kept if path.endswith(".py") and not path.startswith("packages/")), None)
    if file is not None:
        advice = f"{file} is yours and was kept: make it fit this model, or remove it and call mk_truss again"
        return replace(proof, advice=advice)
    return replace(proof, advice=_GIVE_ROWS) if tried.made_up and proof.outcome == "differs" else proof
