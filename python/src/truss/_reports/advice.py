"""What to do about what came of proving a truss that was made just now."""

from __future__ import annotations

import os
import re
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

_NO_FILE = re.compile(r"No such file or directory: '([^'\n]+)'")


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
    left_behind = _file_left_behind(proof)
    if left_behind:
        return replace(proof, advice=left_behind)
    return replace(proof, advice=_GIVE_ROWS) if tried.made_up and proof.outcome == "differs" else proof


def _file_left_behind(proof: Proof) -> str:
    """What to do about a file that is here, and that the model has not found in its truss; empty where none is."""
    found = _NO_FILE.search("\n".join(proof.problems))
    path = "" if found is None else found[1]
    if not path or os.path.isabs(path) or not os.path.exists(path):
        return ""
    there = f"data/{os.path.basename(os.path.normpath(path))}"
    where = "which is where it looks" if os.path.normpath(path) == there else "and have the model open it there"
    return (
        f"The model opens {path}, which lies here: bring it with mk_truss(…, data_files=[{path!r}]) as {there}, {where}"
    )
