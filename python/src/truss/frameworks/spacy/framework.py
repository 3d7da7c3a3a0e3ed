"""Answers the questions of mk_truss for pipelines of spaCy."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from truss.frameworks.framework import Code, Need, Stored
from truss.frameworks.plain_objects import PlainObjects
from truss.frameworks.spacy.description import SpacyDescription
from truss.frameworks.spacy.extensions import (
    Extensions,
    check_extensions,
    extensions_of,
    told_with,
)
from truss.frameworks.spacy.pipelines import (
    can_forget,
    check_pipeline,
    forgotten,
    is_tokenizer_written,
    modules_of,
    packages_of_language,
    settings_of,
)
from truss.frameworks.spacy.template import render_model
from truss.frameworks.tensors import ANY_LENGTH, Tensor

_FILE = "config.cfg"
_SAMPLE = ("This is an example.", "And this is another one, about Oslo.")


class SpacyFramework(PlainObjects):
    """Pipelines of spaCy; see `Framework`."""

    name = "spacy"

    def recognises(self, model: object) -> bool:
        """Whether the object is a pipeline."""
        kind = getattr(sys.modules.get("spacy.language"), "Language", None)
        return isinstance(kind, type) and isinstance(model, kind)

    def check(self, model: Any) -> None:
        """Refuses what no other process could import, and what spaCy would not load as it is."""
        check_pipeline(model)
        check_extensions()

    def describe(self, model: Any, rows: object) -> SpacyDescription:
        """Tells that the pipeline takes texts."""
        texts = [text for text in rows if isinstance(text, str)][:2] if isinstance(rows, list) else []
        extensions = extensions_of(model, texts or _SAMPLE)
        return SpacyDescription(
            inputs=[Tensor("inputs", "BYTES", [ANY_LENGTH])],
            outputs=[],
            sample=list(_SAMPLE),
            metadata={"pipeline": list(model.pipe_names)},
            is_row_wise=True,
            title=f"{model.meta.get('lang', '')}_{model.meta.get('name', '')}",
            modules=tuple(sorted({*modules_of(model), *extensions.modules})),
            settings=tuple(settings_of(model)),
            is_tokenizer_written=is_tokenizer_written(model),
            can_forget=can_forget(model),
            packages=packages_of_language(model),
            extensions=extensions,
        )

    def made_of(self, model: Any, description: SpacyDescription) -> object:
        """The modules that it is imported from: code that stands in a notebook was refused."""
        return [sys.modules[name] for name in description.modules]

    def write(self, model: Any, description: SpacyDescription, folder: Path, by_value: bool) -> Stored:
        """Writes the pipeline as spaCy does."""
        model.to_disk(folder, exclude=[] if description.is_tokenizer_written else ["tokenizer"])
        return Stored(_FILE, has_code=False, doubts=forgotten(model))

    def template(self, description: SpacyDescription, stored: Stored) -> Code:
        """Gives the code that answers with what spaCy knows of each text."""
        return Code(render_model(description, stored), {})

    def answer(self, model: Any, description: SpacyDescription, rows: Any) -> Mapping[str, Any]:
        """Runs the pipeline."""
        return {"predictions": [_told(model(text), description.extensions) for text in rows]}

    def needs(self, description: SpacyDescription, stored: Stored) -> list[Need]:
        """Names spaCy, and what it needs for the language."""
        return [Need("spacy", "the framework"), *(Need(name, "the language") for name in description.packages)]


def _told(document: Any, extensions: Extensions) -> dict[str, Any]:
    answer: dict[str, Any] = document.to_json()
    for told, entity in zip(answer.get("ents", ()), document.ents):
        told.update({name: value for name, value in (("id", entity.id_), ("kb_id", entity.kb_id_)) if value})
    for key, group in document.spans.items():
        scores = group.attrs.get("scores", [None] * len(group))
        for told, span, score in zip(answer["spans"][key], group, scores):
            told.update(
                {name: value for name, value in (("id", span.id_), ("score", score)) if value not in ("", None)}
            )
    return {**answer, **told_with(document, extensions)} if extensions else answer
