"""Models with what makes their inputs, handed over together: which task they are for, and the pipeline of it."""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from truss.errors import error_of
from truss.frameworks.adapters import has_adapters, merged

_ROLES = (
    ("tokenizer", "tokenization_utils_base", "PreTrainedTokenizerBase"),
    ("image_processor", "image_processing_base", "ImageProcessingMixin"),
    ("feature_extractor", "feature_extraction_utils", "FeatureExtractionMixin"),
    ("processor", "processing_utils", "ProcessorMixin"),
)
"""What `pipeline()` calls a part, and where its class is."""

_NEEDS_MORE = ("zero-shot-classification", "mask-generation", "any-to-any")
"""Tasks whose models are those of another one too, which is the plainer."""


def is_pipeline(model: object) -> bool:
    """Whether an object is a pipeline."""
    base = sys.modules.get("transformers.pipelines.base")
    return base is not None and isinstance(model, base.Pipeline)


def parts_of(model: object) -> dict[str, Any] | None:
    """Gives a model and its tokenizer, image processor or the like, by what `pipeline()` calls them.

    Args:
        model: any object; a tuple, a list or a mapping of a model and one part at least is meant.
    """
    values: Iterable[Any] = model.values() if isinstance(model, Mapping) else ()
    if isinstance(model, (tuple, list)):
        values = model
    found: dict[str, Any] = {}
    for value in values:
        role = _role_of(value)
        if role is None or role in found:
            return None
        found[role] = value
    return found if "model" in found and len(found) > 1 else None


@contextmanager
def as_pipeline(model: Any) -> Iterator[Any]:
    """Gives the pipeline of a model and its parts, or the one that it is, in its mode for answering.

    Raises:
        TrussError: `MODEL_CANNOT_PREDICT` where no task is known for the model's class.
    """
    parts = None if is_pipeline(model) else parts_of(model)
    pipeline = _merged(model) if parts is None else _made(parts)
    modes = {part: part.training for part in pipeline.model.modules()}
    pipeline.model.eval()
    try:
        yield pipeline
    finally:
        for part, mode in modes.items():
            part.training = mode


def _merged(pipeline: Any) -> Any:
    if not has_adapters(pipeline.model):
        return pipeline
    made = copy.copy(pipeline)
    made.model = merged(pipeline.model)
    return made


def _made(parts: dict[str, Any]) -> Any:
    import transformers

    parts = {**parts, "model": merged(parts["model"])}
    kind = type(parts["model"]).__name__
    task = next(_tasks_of(kind), None)
    if task is None:
        raise error_of(
            "MODEL_CANNOT_PREDICT",
            f"No task of transformers is known for a {kind}",
            'Say which it is: mk_truss(transformers.pipeline("…", model=model, tokenizer=tokenizer))',
        )
    return transformers.pipeline(task, **parts, device=parts["model"].device)


def _tasks_of(kind: str) -> Iterator[str]:
    """The tasks whose models a class is among; what makes vectors of anything comes last."""
    from transformers.pipelines import SUPPORTED_TASKS

    tasks = sorted(SUPPORTED_TASKS, key=lambda name: name.endswith("feature-extraction"))
    for name in tasks:
        if name in _NEEDS_MORE:
            continue
        for auto in SUPPORTED_TASKS[name].get("pt", ()):
            if kind in _names(auto):
                yield name


def _names(auto: Any) -> set[str]:
    names = auto._model_mapping._model_mapping.values()  # noqa: SLF001 - there is no other way to ask
    return {each for name in names for each in ([name] if isinstance(name, str) else name)}


def _role_of(value: Any) -> str | None:
    if has_adapters(value):
        return "model"
    for role, module, name in (*_ROLES, ("model", "modeling_utils", "PreTrainedModel")):
        kind = getattr(sys.modules.get(f"transformers.{module}"), name, None)
        if kind is not None and isinstance(value, kind):
            return role
    return None
