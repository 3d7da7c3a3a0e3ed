"""Writes the code that answers with a pipeline of spaCy."""

from __future__ import annotations

from pathlib import Path

from truss.frameworks.framework import Stored
from truss.frameworks.spacy.description import SpacyDescription
from truss.frameworks.spacy.extensions import Extensions
from truss.frameworks.tabular.inputs import Inputs
from truss.frameworks.tabular.reading import reading_of
from truss.frameworks.template import ModelClass, Snippet, render_class

_LOCK = "LOCK = threading.Lock()  # of one memory zone at a time\n"
_TEMPLATES = Path(__file__).parent / "templates"


def render_model(description: SpacyDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the pipeline.
        stored: how it lies in `data/model/`.
    """
    extensions = description.extensions
    exclude = "" if description.is_tokenizer_written else ', exclude=["tokenizer"]'
    load = [
        "spacy.prefer_gpu()",
        *extensions.lines,
        f"self.model = spacy.load(self.model_dir{exclude})",
        *description.settings,
    ]
    reading = reading_of(Inputs("text"), features="None")
    functions = [reading.functions.rstrip() + "\n", _text("as_json")]
    if extensions:
        functions += [_text("with_extensions"), _tables(extensions)]
    functions += [_LOCK] if description.can_forget else []
    return render_class(
        ModelClass(
            title=f"pipeline {description.title}",
            file=stored.file,
            load=Snippet(load, ["spacy", *description.modules, *(["threading"] if description.can_forget else [])]),
            reading=reading._replace(functions="\n\n".join(functions)),
            predict=Snippet(_predict(description)),
            answer='{"predictions": [{"text": …, "ents": […], "tokens": […]}, …]}',
            misfits="A text that is longer than the pipeline takes.",
        )
    )


def _predict(description: SpacyDescription) -> list[str]:
    told = "with_extensions(as_json(document), document)" if description.extensions else "as_json(document)"
    asked = [
        "# An empty text is asked alone: spaCy answers it in another way where it comes with others.",
        "filled = self.model.pipe(text for text in inputs if text)",
        "documents = (next(filled) if text else self.model(text) for text in inputs)",
        f'return {{"predictions": [{told} for document in documents]}}',
    ]
    if not description.can_forget:
        return asked
    # Half a gigabyte for each million new words, else.
    zone = "with LOCK, self.model.memory_zone():  # spaCy keeps every new word for ever, else"
    return [zone, *(f"    {line}" for line in asked)]


def _tables(extensions: Extensions) -> str:
    return "".join(
        f"{name} = {list(names)!r}\n".replace("'", '"')
        for name, names in (
            ("DOCUMENT_EXTENSIONS", extensions.document),
            ("TOKEN_GETTERS", extensions.token_getters),
            ("SET_EXTENSIONS", extensions.set),
        )
    )


def _text(name: str) -> str:
    return (_TEMPLATES / f"{name}.py.txt").read_text("utf-8")
