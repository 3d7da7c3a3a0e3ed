"""Writes the code that answers with a network."""

from __future__ import annotations

import json
from pathlib import Path

from truss.frameworks.arrays.reading import reading_of_arrays
from truss.frameworks.framework import Stored
from truss.frameworks.pytorch.description import TorchDescription
from truss.frameworks.pytorch.files import load
from truss.frameworks.template import ModelClass, Snippet, render_class

_AS_ANSWER = Path(__file__).parent / "templates" / "as_answer.py.txt"

_DEVICE = 'self.device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"'


def render_model(description: TorchDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the network.
        stored: how it lies in `data/model/`.
    """
    loading = load(description, stored)
    usual = description.default_dtype
    setting = [] if usual is None else [f"torch.set_default_dtype(torch.{usual})  # as it was where the truss was made"]
    return render_class(
        ModelClass(
            title=description.title,
            file=stored.file,
            load=Snippet([_DEVICE, *setting, *loading.lines], loading.imports),
            reading=reading_of_arrays(description.takes, _AS_ANSWER.read_text("utf-8")),
            predict=Snippet(_predict(description)),
            answer='{"predictions": […]}',
            misfits="An index that is out of range, a text for a number.",
            errors="IndexError, TypeError, ValueError",
        )
    )


def _predict(description: TorchDescription) -> list[str]:
    if not description.takes.is_named:
        lines = [f"tensor = {_tensor(description, description.takes.arrays[0].name, 'inputs')}"]
        call = "tensor"
    else:
        each = [
            f"    {json.dumps(array.name)}: {_tensor(description, array.name, f'inputs[{json.dumps(array.name)}]')},"
            for array in description.takes.arrays
        ]
        lines = ["tensors = {", *each, "}"]
        call = {"order": "*tensors.values()", "names": "**tensors"}.get(description.form, "tensors")
    return [*lines, "with torch.inference_mode():", f"    output = self.model({call})", "return as_answer(output)"]


def _tensor(description: TorchDescription, name: str, value: str) -> str:
    dtype = description.dtypes.get(name)
    return f"torch.as_tensor({value}, {f'dtype=torch.{dtype}, ' if dtype else ''}device=self.device)"
