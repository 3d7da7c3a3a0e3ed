"""Transformers' answers to the questions of mk_truss."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from truss.frameworks.framework import Code, Need, Rows, Stored
from truss.frameworks.tensors import Parameter
from truss.frameworks.torch_weights import refuse_absent_weights
from truss.frameworks.transformers.description import PipelineDescription, checked_task, describe
from truss.frameworks.transformers.pairs import as_pipeline, is_pipeline, parts_of
from truss.frameworks.transformers.rows import live_answer, rows_of
from truss.frameworks.transformers.settings import settings_of
from truss.frameworks.transformers.template import render_model

_OFFLINE = {"HF_HUB_OFFLINE": "1"}
"""All that a pipeline needs lies in the truss: nothing is looked up, also where there is a network."""

_CONFIG = "config.json"


class TransformersFramework:
    """Pipelines of transformers; see `Framework`."""

    name = "transformers"

    def recognises(self, model: object) -> bool:
        """Whether the object is a pipeline, or a model together with its tokenizer or the like."""
        return is_pipeline(model) or parts_of(model) is not None

    def ready(self, model: Any) -> AbstractContextManager[Any]:
        """As a pipeline, without dropout."""
        return as_pipeline(model)

    def check(self, model: Any) -> None:
        """Refuses tasks whose rows no request can carry, settings that no code can have, and absent weights."""
        checked_task(model)
        settings_of(model)
        refuse_absent_weights(model.model, type(model.model).__name__)

    def rows(self, model: Any, examples: Any, most: int) -> Rows:
        """Takes texts, pictures or sounds, and records of them."""
        return rows_of(checked_task(model), examples, most)

    def describe(self, model: Any, rows: object) -> PipelineDescription:
        """Tells from the task what the pipeline takes."""
        return describe(model)

    def made_of(self, model: Any, description: PipelineDescription) -> object:
        """The classes of what it consists of, which are transformers' own nearly always."""
        names = ("model", "tokenizer", "image_processor", "feature_extractor", "processor")
        parts = [model, *(getattr(model, name, None) for name in names)]
        return [type(part) for part in parts if part is not None]

    def write(self, model: Any, description: PipelineDescription, folder: Path, by_value: bool) -> Stored:
        """Writes the weights as safetensors, and each part as it writes itself."""
        model.save_pretrained(folder)
        if getattr(model, "processor", None) is not None:
            model.processor.save_pretrained(folder)
        if getattr(model, "generation_config", None) is not None:
            # The pipeline's own: it knows what it was made with, which the model does not.
            model.generation_config.save_pretrained(folder)
        return Stored(_CONFIG, has_code=False)

    def template(self, description: PipelineDescription, stored: Stored) -> Code:
        """Gives the code that answers with the pipeline on the best device that there is."""
        parameters = [Parameter(name) for name in description.task.parameters]
        return Code(render_model(description, stored), {"device": description.device}, _OFFLINE, parameters)

    def answer(self, model: Any, description: PipelineDescription, rows: Any) -> Mapping[str, Any]:
        """Asks the pipeline itself."""
        return live_answer(model, description.task, rows)

    def needs(self, description: PipelineDescription, stored: Stored) -> list[Need]:
        """Names transformers and PyTorch, and what reads pictures and sounds."""
        needs = [
            Need("transformers", "the framework"),
            Need("torch", "transformers computes with it"),
            Need("numpy", "transformers computes with it"),
            Need("tokenizers", "the tokenizer"),
            Need("safetensors", "the file of its weights"),
        ]
        kinds = set(description.task.fields.values())
        if kinds & {"image", "images"}:
            needs += [Need("pillow", "pictures"), Need("torchvision", "pictures")]
        if description.title.startswith("Timm"):
            needs.append(Need("timm", "the model is of it"))
        if "audio" in kinds:
            needs += [Need("soundfile", "files of sound"), Need("torchaudio", "sounds of another rate")]
        return needs
