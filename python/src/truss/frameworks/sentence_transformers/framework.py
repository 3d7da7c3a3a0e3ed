"""The answers of sentence-transformers to the questions of mk_truss."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from truss.errors import error_of
from truss.frameworks.example_rows import rows_given
from truss.frameworks.framework import Code, Description, Need, Rows, Stored
from truss.frameworks.tabular.inputs import Inputs
from truss.frameworks.tabular.reading import reading_of
from truss.frameworks.template import ModelClass, Reading, Snippet, render_class
from truss.frameworks.tensors import ANY_LENGTH, Tensor

_FILE = "modules.json"
_READ_PAIRS = Path(__file__).parent / "templates" / "read_pairs.py.txt"
_DEVICE = 'self.device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"'
_METHODS = {"SentenceTransformer": "encode", "CrossEncoder": "predict"}


@dataclass(frozen=True)
class SentenceDescription(Description):
    """What a model of sentence-transformers takes and gives.

    Attributes:
        kind: its class.
        dtype: the type of its weights, such as `bfloat16`.
        device: where it has them.
    """

    kind: str
    dtype: str
    device: str

    @property
    def takes_pairs(self) -> bool:
        """Whether a row is two texts, and not one."""
        return self.kind == "CrossEncoder"


class SentenceFramework:
    """Models of sentence-transformers; see `Framework`."""

    name = "sentence_transformers"

    def recognises(self, model: object) -> bool:
        """Whether the object is a model of sentence-transformers."""
        library = sys.modules.get("sentence_transformers")
        kinds = [getattr(library, name, None) for name in (*_METHODS, "SparseEncoder")]
        return any(isinstance(kind, type) and isinstance(model, kind) for kind in kinds)

    def ready(self, model: Any) -> AbstractContextManager[Any]:
        """As it is: it leaves out dropout whenever it answers."""
        return nullcontext(model)

    def check(self, model: Any) -> None:
        """Refuses models whose vectors are sparse."""
        if _kind_of(model) is None:
            name = type(model).__name__
            hint = "Call it in a class of your own: `truss init my_truss --framework custom`"
            raise error_of("MODEL_CANNOT_PREDICT", f"The vectors of a {name} are sparse, which no answer can be", hint)

    def rows(self, model: Any, examples: Any, most: int) -> Rows:
        """Takes texts, or pairs of texts."""
        given = rows_given([examples] if isinstance(examples, str) else examples)
        few = list(given[:most])
        return Rows(given, few, [list(row) if isinstance(row, tuple) else row for row in few])

    def describe(self, model: Any, rows: object) -> SentenceDescription:
        """Tells from its class what the model takes."""
        kind = _kind_of(model) or ""
        texts = ["an example", "another, longer example", "a third one"]
        pairs = kind == "CrossEncoder"
        shape = [ANY_LENGTH, 2] if pairs else [ANY_LENGTH]
        return SentenceDescription(
            inputs=[Tensor("inputs", "BYTES", shape)],
            outputs=[],
            sample=[[text, "an example"] for text in texts] if pairs else texts,
            metadata={},
            is_row_wise=True,
            kind=kind,
            dtype=str(next(model.parameters()).dtype).removeprefix("torch."),
            device=str(model.device),
        )

    def made_of(self, model: Any, description: SentenceDescription) -> object:
        """The classes of its modules."""
        return [type(part) for part in model.children()]

    def write(self, model: Any, description: SentenceDescription, folder: Path, by_value: bool) -> Stored:
        """Writes weights as safetensors, tokenizer and modules, as the library does."""
        model.save_pretrained(str(folder))
        return Stored(_FILE, has_code=False)

    def template(self, description: SentenceDescription, stored: Stored) -> Code:
        """Gives the code that answers on the best device that there is."""
        library = f"sentence_transformers.{description.kind}"
        load = [_DEVICE, f"self.model = {library}(str(self.model_dir), device=self.device)"]
        if description.dtype != "float32":
            load.append(f"self.model.to(torch.{description.dtype})")
        pairs = Reading(
            '{"inputs": [[text, text], …]}', "read_inputs(request)", _READ_PAIRS.read_text("utf-8"), Snippet()
        )
        method = _METHODS[description.kind]
        parts = ModelClass(
            title=description.kind,
            file=stored.file,
            load=Snippet(load, ["sentence_transformers", "torch"]),
            reading=pairs if description.takes_pairs else reading_of(Inputs("text"), features="None"),
            predict=Snippet([f'return {{"predictions": self.model.{method}(inputs, show_progress_bar=False)}}']),
            answer='{"predictions": [number, …]}' if description.takes_pairs else '{"predictions": [[number, …], …]}',
            misfits="What the tokenizer says that it cannot take.",
        )
        return Code(render_class(parts), {"device": description.device}, {"HF_HUB_OFFLINE": "1"})

    def answer(self, model: Any, description: SentenceDescription, rows: Any) -> Mapping[str, Any]:
        """Has the model encode texts, or judge pairs."""
        method = getattr(model, _METHODS[description.kind])
        return {"predictions": method(list(rows), show_progress_bar=False)}

    def needs(self, description: SentenceDescription, stored: Stored) -> list[Need]:
        """Names the library and what it stands on."""
        brought = ("transformers", "torch", "numpy", "tokenizers", "safetensors")
        return [
            Need("sentence-transformers", "the framework"),
            *(Need(name, "sentence-transformers needs it") for name in brought),
        ]


def _kind_of(model: Any) -> str | None:
    library = sys.modules["sentence_transformers"]
    return next((name for name in _METHODS if isinstance(model, getattr(library, name))), None)
