"""Writes the code that answers with a model of sentence-transformers."""

from __future__ import annotations

from pathlib import Path

from truss.frameworks.framework import Stored
from truss.frameworks.sentence_transformers.description import KINDS, SentenceDescription
from truss.frameworks.tabular.inputs import Inputs
from truss.frameworks.tabular.reading import reading_of
from truss.frameworks.template import (
    OTHERS_DO_HARM,
    ModelClass,
    Reading,
    Snippet,
    reading_of_parameters,
    render_class,
)

_TEMPLATES = Path(__file__).parent / "templates"
_DEVICE = 'self.device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"'


def render_model(description: SentenceDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the model.
        stored: how it lies in `data/model/`.
    """
    kind = KINDS[description.kind]
    return render_class(
        ModelClass(
            title=description.kind,
            file=stored.file,
            load=Snippet(_load(description), ["sentence_transformers", "torch"]),
            reading=_reading(description),
            predict=Snippet(_predict(description)),
            answer=kind.answer,
            misfits="What the tokenizer says that it cannot take.",
        )
    )


def _load(description: SentenceDescription) -> list[str]:
    settings = dict(description.settings)
    arguments = [f"{name}={value!r}" for name, value in settings.items()]
    is_usual = description.dtype == "float32"
    if not is_usual and not description.is_cast_whole:
        arguments.append(f'model_kwargs={{"dtype": torch.{description.dtype}}}')
    call = ", ".join(["str(self.model_dir)", "device=self.device", *arguments])
    cast = [] if is_usual or not description.is_cast_whole else [f"self.model.to(torch.{description.dtype})"]
    return [_DEVICE, f"self.model = sentence_transformers.{description.kind}({call})", *cast]


def _reading(description: SentenceDescription) -> Reading:
    if KINDS[description.kind].takes_pairs:
        reading = Reading('{"inputs": [[text, text], …]}', "read_inputs(request)", _text("read_pairs"), Snippet())
    else:
        reading = reading_of(Inputs("text"), features="None")
    also = {"SparseEncoder": [_text("as_record")], "MultiVectorEncoder": [_text("as_lists")]}.get(description.kind, [])
    parameters = [reading_of_parameters(description.parameters, OTHERS_DO_HARM)] if description.parameters else []
    parts = [reading.functions.rstrip() + "\n", *also, *parameters]
    return reading._replace(functions="\n\n".join(parts))


def _predict(description: SentenceDescription) -> list[str]:
    chosen = ["**read_parameters(request)"] if description.parameters else []
    whole = ["convert_to_sparse_tensor=False"] if description.kind == "SparseEncoder" else []
    arguments = ", ".join(["inputs", *whole, "show_progress_bar=False", *chosen])
    call = f"self.model.{KINDS[description.kind].method}({arguments})"
    if description.kind == "SparseEncoder":
        return [f"vectors = {call}", 'return {"predictions": [as_record(vector) for vector in vectors]}']
    if description.kind == "MultiVectorEncoder":
        return [f'return {{"predictions": as_lists({call})}}']
    return [f'return {{"predictions": {call}}}']


def _text(name: str) -> str:
    return (_TEMPLATES / f"{name}.py.txt").read_text("utf-8")
