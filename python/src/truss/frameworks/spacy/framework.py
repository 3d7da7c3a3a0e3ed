"""spaCy's answers to the questions of mk_truss."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from truss.errors import error_of
from truss.frameworks.framework import Code, Description, Need, Stored
from truss.frameworks.plain_objects import PlainObjects
from truss.frameworks.tabular.inputs import Inputs
from truss.frameworks.tabular.reading import reading_of
from truss.frameworks.template import ModelClass, Snippet, render_class
from truss.frameworks.tensors import ANY_LENGTH, Tensor

_FILE = "config.cfg"
_OF_SPACY = ("spacy", "thinc", "builtins")


@dataclass(frozen=True)
class SpacyDescription(Description):
    """What a pipeline of spaCy takes and gives.

    Attributes:
        title: its language and its name, such as `en_core_web_sm`.
        modules: those of components that are none of spaCy's, which have to be imported before it is loaded.
    """

    title: str
    modules: tuple[str, ...]


class SpacyFramework(PlainObjects):
    """Pipelines of spaCy; see `Framework`."""

    name = "spacy"

    def recognises(self, model: object) -> bool:
        """Whether the object is a pipeline."""
        kind = getattr(sys.modules.get("spacy.language"), "Language", None)
        return isinstance(kind, type) and isinstance(model, kind)

    def check(self, model: Any) -> None:
        """Refuses components that no other process could import."""
        for name, component in model.pipeline:
            if _module_of(component) == "__main__" or "<locals>" in getattr(component, "__qualname__", ""):
                raise error_of(
                    "MODEL_NOT_SERIALISABLE",
                    f"The component {name} of this {type(model).__name__} stands in a notebook or script",
                    "Move it into a file of its own, and import it from there before it is added",
                )

    def describe(self, model: Any, rows: object) -> SpacyDescription:
        """Tells that the pipeline takes texts."""
        modules = [_module_of(component) for _, component in model.pipeline]
        own = sorted({module for module in modules if module.partition(".")[0] not in _OF_SPACY})
        return SpacyDescription(
            inputs=[Tensor("inputs", "BYTES", [ANY_LENGTH])],
            outputs=[],
            sample=["This is an example.", "And this is another one, about Oslo."],
            metadata={"pipeline": list(model.pipe_names)},
            is_row_wise=True,
            title=f"{model.meta.get('lang', '')}_{model.meta.get('name', '')}",
            modules=tuple(own),
        )

    def made_of(self, model: Any, description: SpacyDescription) -> object:
        """The classes and functions of its components."""
        parts = [component for _, component in model.pipeline]
        return [part if hasattr(part, "__code__") else type(part) for part in parts]

    def write(self, model: Any, description: SpacyDescription, folder: Path, by_value: bool) -> Stored:
        """Writes the pipeline as spaCy does."""
        model.to_disk(folder)
        return Stored(_FILE, has_code=False)

    def template(self, description: SpacyDescription, stored: Stored) -> Code:
        """Gives the code that answers with what spaCy knows of each text."""
        load = ["spacy.prefer_gpu()", "self.model = spacy.load(self.model_dir)"]
        parts = ModelClass(
            title=f"pipeline {description.title}",
            file=stored.file,
            load=Snippet(load, ["spacy", *description.modules]),
            reading=reading_of(Inputs("text"), features="None"),
            predict=Snippet(['return {"predictions": [document.to_json() for document in self.model.pipe(inputs)]}']),
            answer='{"predictions": [{"text": …, "ents": […], "tokens": […]}, …]}',
            misfits="A text that is longer than the pipeline takes.",
        )
        return Code(render_class(parts), {})

    def answer(self, model: Any, description: SpacyDescription, rows: Any) -> Mapping[str, Any]:
        """Runs the pipeline."""
        return {"predictions": [model(text).to_json() for text in rows]}

    def needs(self, description: SpacyDescription, stored: Stored) -> list[Need]:
        """Names spaCy."""
        return [Need("spacy", "the framework")]


def _module_of(component: Any) -> str:
    return str((component if hasattr(component, "__code__") else type(component)).__module__)
