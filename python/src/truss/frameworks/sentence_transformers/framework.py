"""sentence-transformers' answers to the questions of mk_truss."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from truss.frameworks.adapters import merged
from truss.frameworks.example_rows import rows_given
from truss.frameworks.framework import Code, Need, Rows, Stored
from truss.frameworks.sentence_transformers.description import KINDS, SentenceDescription, describe, kind_of
from truss.frameworks.sentence_transformers.template import render_model
from truss.frameworks.tensors import Parameter
from truss.frameworks.torch_weights import refuse_absent_weights

_FILE = "modules.json"


class SentenceFramework:
    """Models of sentence-transformers; see `Framework`."""

    name = "sentence_transformers"

    def recognises(self, model: object) -> bool:
        """Whether the object is a model of sentence-transformers."""
        return kind_of(model) is not None

    def ready(self, model: Any) -> AbstractContextManager[Any]:
        """With its adapters merged: it leaves out dropout whenever it answers."""
        return nullcontext(merged(model))

    def check(self, model: Any) -> None:
        """Refuses models whose weights are not there."""
        refuse_absent_weights(model, type(model).__name__)

    def rows(self, model: Any, examples: Any, most: int) -> Rows:
        """Takes texts, or pairs of texts."""
        given = rows_given([examples] if isinstance(examples, str) else examples)
        few = list(given[:most])
        return Rows(given, few, [list(row) if isinstance(row, tuple) else row for row in few])

    def describe(self, model: Any, rows: object) -> SentenceDescription:
        """Tells from its class what the model takes."""
        return describe(model)

    def made_of(self, model: Any, description: SentenceDescription) -> object:
        """The classes of its modules."""
        return [type(part) for part in model.children()]

    def write(self, model: Any, description: SentenceDescription, folder: Path, by_value: bool) -> Stored:
        """Writes weights as safetensors, tokenizer and modules, as the library does."""
        model.save_pretrained(str(folder))
        return Stored(_FILE, has_code=False)

    def template(self, description: SentenceDescription, stored: Stored) -> Code:
        """Gives the code that answers on the best device that there is."""
        loaded = {"device": description.device}
        parameters = [Parameter(name) for name in description.parameters]
        return Code(render_model(description, stored), loaded, {"HF_HUB_OFFLINE": "1"}, parameters)

    def answer(self, model: Any, description: SentenceDescription, rows: Any) -> Mapping[str, Any]:
        """Has the model encode texts, or judge pairs."""
        kind = KINDS[description.kind]
        if description.kind == "SparseEncoder":
            found = model.encode(list(rows), convert_to_sparse_tensor=False, show_progress_bar=False).float()
            return {"predictions": [_record(vector) for vector in found]}
        found = getattr(model, kind.method)(list(rows), show_progress_bar=False)
        if description.kind == "MultiVectorEncoder":
            found = [vectors.float().tolist() for vectors in found]
        return {"predictions": found}

    def needs(self, description: SentenceDescription, stored: Stored) -> list[Need]:
        """Names the library and what it stands on."""
        brought = ("transformers", "torch", "numpy", "tokenizers", "safetensors")
        return [
            Need("sentence-transformers", "the framework"),
            *(Need(name, "sentence-transformers needs it") for name in brought),
        ]


def _record(vector: Any) -> dict[str, list[Any]]:
    """What is not zero in a sparse vector, and where, as whatever stores such vectors takes them."""
    places = vector.nonzero()[:, 0]
    return {"indices": places.tolist(), "values": vector[places].tolist()}
