"""Tells what a model of sentence-transformers takes and gives."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from truss.frameworks.framework import Description
from truss.frameworks.tensors import ANY_LENGTH, Tensor
from truss.frameworks.torch_weights import is_cast_whole


class Kind(NamedTuple):
    """A class of the library, and how it is asked."""

    method: str
    takes_pairs: bool = False
    """Whether a row is two texts, and not one."""
    answer: str = '{"predictions": [[number, …], …]}'
    """How an answer looks."""


KINDS: Mapping[str, Kind] = {
    "CrossEncoder": Kind("predict", takes_pairs=True, answer='{"predictions": [number, …]}'),
    "SparseEncoder": Kind("encode", answer='{"predictions": [{"indices": [number, …], "values": [number, …]}, …]}'),
    "MultiVectorEncoder": Kind("encode", answer='{"predictions": [[[number, …], …], …]}'),
    # Some versions derive others from it, so that it comes last.
    "SentenceTransformer": Kind("encode"),
}
"""By the names of the classes, which not every version has."""

_SETTINGS = ("truncate_dim", "max_active_dims")
"""What an object was made with and not every version writes beside its weights."""


@dataclass(frozen=True)
class SentenceDescription(Description):
    """What a model of sentence-transformers takes and gives.

    Attributes:
        kind: the name of its class.
        settings: what else it was made with, such as `truncate_dim`.
        parameters: what a request may choose for all of its rows.
        dtype: the type of its weights, such as `bfloat16`.
        is_cast_whole: whether that is the type of all of them, though it is not PyTorch's usual one.
        device: where it has them.
    """

    kind: str
    settings: Mapping[str, int]
    parameters: Sequence[str]
    dtype: str
    is_cast_whole: bool
    device: str


def kind_of(model: object) -> str | None:
    """The class of the library that an object is of; None of all else."""
    library = sys.modules.get("sentence_transformers")
    classes = {name: getattr(library, name, None) for name in KINDS}
    return next((name for name, kind in classes.items() if isinstance(kind, type) and isinstance(model, kind)), None)


def describe(model: Any) -> SentenceDescription:
    """Tells from its class what a model takes; see `Framework.describe`."""
    kind = kind_of(model) or ""
    texts = ["an example", "another, longer example", "a third one"]
    pairs = KINDS[kind].takes_pairs
    weight = next(model.parameters(), None)  # bags of words have none
    return SentenceDescription(
        inputs=[Tensor("inputs", "BYTES", [ANY_LENGTH, 2] if pairs else [ANY_LENGTH])],
        outputs=[],
        sample=[[text, "an example"] for text in texts] if pairs else texts,
        metadata={},
        is_row_wise=True,
        kind=kind,
        settings={name: getattr(model, name) for name in _SETTINGS if getattr(model, name, None) is not None},
        parameters=_parameters_of(model),
        dtype="float32" if weight is None else str(weight.dtype).removeprefix("torch."),
        is_cast_whole=is_cast_whole(model),
        device=str(model.device),
    )


def _parameters_of(model: Any) -> list[str]:
    has_prompts = any((getattr(model, "prompts", None) or {}).values())
    # Each text goes to the modules of its task: those of questions, or those of documents.
    has_tasks = any(type(part).__name__ in ("Router", "Asym") for part in model.children())
    return [*(["prompt_name"] if has_prompts else []), *(["task"] if has_tasks else [])]
