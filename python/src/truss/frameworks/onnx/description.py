"""Tells what an ONNX model takes and gives, as its graph declares it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from truss.errors import error_of
from truss.frameworks.arrays.inputs import ONLY, ArrayInput, ArrayInputs, sample_of_arrays
from truss.frameworks.arrays.outputs import PREDICTIONS
from truss.frameworks.framework import Description
from truss.frameworks.onnx.graph import Graph
from truss.frameworks.tensors import ANY_LENGTH

_DTYPES = {"float": "float32", "double": "float64", "string": "str"}
"""ONNX's names of types, where numpy has others."""

_TYPES_OF_NUMPY = re.compile(r"float(16|32|64)|u?int(8|16|32|64)|bool|str")
_LABELS = ("label", "output_label")
_PROBABILITIES = ("probabilities", "output_probability")
"""What the converters of scikit-learn and its like call the outputs of classifiers."""


@dataclass(frozen=True)
class OnnxDescription(Description):
    """What an ONNX model takes and gives.

    Attributes:
        title: its file's name, or the class of the object.
        takes: its inputs. A single one is called `inputs`.
        feeds: the names that the graph has for them.
        answers: what the outputs are called in an answer, in their order.
    """

    title: str
    takes: ArrayInputs
    feeds: Sequence[str]
    answers: Sequence[str]


def describe(graph: Graph) -> OnnxDescription:
    """Tells what a model takes and gives; see `Framework.describe`."""
    inputs = graph.session.get_inputs()
    outputs = graph.session.get_outputs()
    is_named = len(inputs) > 1
    arrays = tuple(_array_of(graph, each, each.name if is_named else ONLY) for each in inputs)
    takes = ArrayInputs(arrays, is_named)
    firsts = {array.shape[0] if array.shape else 0 for array in arrays}
    sample = sample_of_arrays(takes)
    if sample is not None and firsts != {ANY_LENGTH}:
        sample = sample[: max(1, *firsts)]  # the graph says how many rows there are
    return OnnxDescription(
        inputs=takes.to_tensors(),
        outputs=[],
        sample=sample,
        metadata={},
        # Rows that the trial finds to be answered differently together are not merged either.
        is_row_wise=firsts == {ANY_LENGTH} and all(_counts_rows(each.shape) for each in outputs),
        title=graph.title,
        takes=takes,
        feeds=[each.name for each in inputs],
        answers=_names_of(outputs),
    )


def _array_of(graph: Graph, node: Any, name: str) -> ArrayInput:
    kind = re.fullmatch(r"tensor\((\w+)\)", node.type)
    dtype = None if kind is None else _DTYPES.get(kind.group(1), kind.group(1))
    if dtype is None or not _TYPES_OF_NUMPY.fullmatch(dtype):
        raise error_of(
            "MODEL_CANNOT_PREDICT",
            f"The input {node.name} of {graph.title} is {node.type}, which no request can carry",
            "Export it with tensors of numbers, texts or truths as its inputs",
        )
    # onnxruntime has no lengths for a scalar and for a tensor of any rank alike.
    shape = tuple(each if isinstance(each, int) else ANY_LENGTH for each in node.shape) or None
    return ArrayInput(name, dtype, shape)


def _counts_rows(shape: Sequence[Any]) -> bool:
    """Whether the first length of an output is left open; a sequence of rows has no lengths."""
    return not shape or not isinstance(shape[0], int)


def _names_of(outputs: Sequence[Any]) -> list[str]:
    own = [each.name for each in outputs]
    names = [
        PREDICTIONS,
        *(f"{PREDICTIONS}_{place}" if name == PREDICTIONS else name for place, name in enumerate(own) if place),
    ]
    is_classifier = len(own) > 1 and own[0] in _LABELS and own[1] in _PROBABILITIES
    return [PREDICTIONS, "probabilities", *names[2:]] if is_classifier else names
