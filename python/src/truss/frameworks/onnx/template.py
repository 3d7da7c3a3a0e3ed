"""Writes the code that answers with an ONNX model."""

from __future__ import annotations

import json
from pathlib import Path

from truss.frameworks.arrays.reading import reading_of_arrays
from truss.frameworks.framework import Stored
from truss.frameworks.onnx.description import OnnxDescription
from truss.frameworks.template import ModelClass, Snippet, render_class

_AS_ANSWER = Path(__file__).parent / "templates" / "as_answer.py.txt"
_MOST_WIDTH = 110


def render_model(description: OnnxDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the model.
        stored: how it lies in `data/model/`.
    """
    also = f"{_AS_ANSWER.read_text('utf-8')}\n\n{_outputs(description)}"
    return render_class(
        ModelClass(
            title=description.title,
            file=stored.file,
            load=_load(stored),
            reading=reading_of_arrays(description.takes, also),
            predict=Snippet(_predict(description)),
            answer=f"{{{', '.join(f'{json.dumps(name)}: […]' for name in description.answers[:3])}}}",
            misfits="Lengths or values that the graph does not take.",
            errors="TypeError, ValueError, onnxruntime.capi.onnxruntime_pybind11_state.InvalidArgument",
        )
    )


def _load(stored: Stored) -> Snippet:
    lines = [
        "available = onnxruntime.get_available_providers()",
        'wanted = ["CUDAExecutionProvider", "CPUExecutionProvider"]',
        "providers = [each for each in wanted if each in available]",
        "options = onnxruntime.SessionOptions()",
        "# It counts the processors of the machine, of which a container or one of several processes has a share only.",
        'threads = os.environ.get("OMP_NUM_THREADS", "").partition(",")[0]',
        "options.intra_op_num_threads = int(threads or 0)",
        f'self.model = onnxruntime.InferenceSession(self.model_dir / "{stored.file}", options, providers=providers)',
    ]
    return Snippet(lines, ["os", "onnxruntime"])


def _predict(description: OnnxDescription) -> list[str]:
    feed = "inputs" if description.takes.is_named else f"{{{json.dumps(description.feeds[0])}: inputs}}"
    return [f"return as_answer(self.model.run(None, {feed}))"]


def _outputs(description: OnnxDescription) -> str:
    names = [json.dumps(name) for name in description.answers]
    line = f"OUTPUTS = [{', '.join(names)}]"
    broken = "OUTPUTS = [\n" + "".join(f"    {name},\n" for name in names) + "]"
    return f"# What the outputs are called, in their order.\n{line if len(line) <= _MOST_WIDTH else broken}\n"
