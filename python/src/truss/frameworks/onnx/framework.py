"""ONNX's answers to the questions of mk_truss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from truss.errors import error_of
from truss.frameworks.arrays.given import GivenArrays, arrays_given, in_form, rows_of_arrays
from truss.frameworks.distribution_name import installed_name
from truss.frameworks.framework import Code, Need, Rows, Stored
from truss.frameworks.onnx.answer import named_answer
from truss.frameworks.onnx.description import OnnxDescription, describe
from truss.frameworks.onnx.graph import FILE, Graph, is_onnx
from truss.frameworks.onnx.template import render_model

_DISTRIBUTIONS = ("onnxruntime", "onnxruntime-gpu")


class OnnxFramework:
    """ONNX files and messages, kept as they are; see `Framework`."""

    name = "onnx"

    def recognises(self, model: object) -> bool:
        """Whether it is the path of a `.onnx` file, or a `ModelProto`."""
        return is_onnx(model)

    @contextmanager
    def ready(self, model: Any) -> Iterator[Graph]:
        """With a session, which tells what its inputs are."""
        yield Graph(model)

    def check(self, model: Graph) -> None:
        """Refuses graphs that take or give nothing."""
        if not model.session.get_inputs() or not model.session.get_outputs():
            message = f"{model.title} has no inputs or no outputs, so it answers nothing"
            raise error_of("MODEL_CANNOT_PREDICT", message, "Export it with the inputs of a request as its own")

    def rows(self, model: Graph, examples: Any, most: int) -> Rows:
        """Takes an array of rows, several by name or in order, or records."""
        return rows_of_arrays(_given(model, examples), examples, most, lambda few: in_form(few.arrays, few.form))

    def describe(self, model: Graph, rows: object) -> OnnxDescription:
        """Tells what the graph declares."""
        return describe(model)

    def made_of(self, model: Graph, description: OnnxDescription) -> object:
        """Nothing but onnxruntime."""
        return None

    def write(self, model: Graph, description: OnnxDescription, folder: Path, by_value: bool) -> Stored:
        """Copies the file, and those that its weights lie in."""
        model.save(folder)
        return Stored(FILE, has_code=False)

    def template(self, description: OnnxDescription, stored: Stored) -> Code:
        """Gives the code that answers with a session."""
        return Code(render_model(description, stored), loaded=None)

    def answer(self, model: Graph, description: OnnxDescription, rows: Any) -> Mapping[str, Any]:
        """Runs the graph."""
        given = list(_given(model, rows).arrays.values())
        dtypes = [object if each.dtype == "str" else each.dtype for each in description.takes.arrays]
        feed = {name: array.astype(dtype) for name, array, dtype in zip(description.feeds, given, dtypes)}
        return named_answer(description.answers, model.run(feed))

    def needs(self, description: OnnxDescription, stored: Stored) -> list[Need]:
        """Names onnxruntime, under the name that it is installed by."""
        return [Need(installed_name(*_DISTRIBUTIONS), "the framework"), Need("numpy", "the arrays of requests")]


def _given(model: Graph, examples: Any) -> GivenArrays:
    import numpy as np

    given = arrays_given(examples, [each.name for each in model.session.get_inputs()], np.asarray)
    names = [each.name for each in model.session.get_inputs()]
    if given.form != "names" or set(given.arrays) != set(names):
        return given
    # In the order of the graph's own inputs, whichever they were given in.
    return given._replace(arrays={name: given.arrays[name] for name in names})
