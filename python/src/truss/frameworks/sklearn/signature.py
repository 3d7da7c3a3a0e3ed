"""Describes what goes into a scikit-learn model and what comes out, in the words of the Open Inference Protocol."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from truss.frameworks.sklearn.columns import Column
from truss.frameworks.sklearn.inputs import Inputs
from truss.frameworks.sklearn.trial import Trial

Tensor = dict[str, Any]

_ANY_LENGTH = -1


def signature_of(model: Any, inputs: Inputs, method: str, trial: Trial | None) -> dict[str, list[Tensor]]:
    """Describes a model's inputs and outputs; a leading -1 in a shape stands for the rows of a request.

    Args:
        model: the estimator.
        inputs: what it takes.
        method: `predict` or `transform`.
        trial: an answer of the model, which tells more than the model itself, or None.
    """
    outputs = _outputs_of_answer(trial.answer) if trial is not None else _outputs_of_model(model, method)
    return {"inputs": _inputs(inputs), "outputs": outputs}


def _inputs(inputs: Inputs) -> list[Tensor]:
    if inputs.kind == "records":
        return [_tensor(name, _datatype_of_column(column), [_ANY_LENGTH]) for name, column in inputs.columns.items()]
    if inputs.kind == "text":
        return [_tensor("inputs", "BYTES", [_ANY_LENGTH])]
    if inputs.kind == "rows":
        # A tensor has one datatype: where some values are texts, all of them have to be.
        datatypes = {_datatype_of_column(column) for column in inputs.columns.values()}
        datatype = "BYTES" if "BYTES" in datatypes else "FP64"
        return [_tensor("inputs", datatype, [_ANY_LENGTH, _ANY_LENGTH if inputs.features is None else inputs.features])]
    return []  # objects with free keys are no tensors


def _datatype_of_column(column: Column) -> str:
    if column.kind == "category":
        return "BYTES" if all(isinstance(value, str) for value in column.values) else "FP64"
    return {"text": "BYTES", "datetime": "BYTES", "boolean": "BOOL"}.get(column.kind, "FP64")


def _outputs_of_answer(answer: Mapping[str, Any]) -> list[Tensor]:
    tensors = (_output(name, value) for name, value in answer.items())
    return [tensor for tensor in tensors if tensor is not None]


def _output(name: str, value: Any) -> Tensor | None:
    """None for what is no tensor: mixed objects, and probabilities of several outputs with different classes."""
    import numpy as np

    try:
        array = np.asarray(value)
    except ValueError:
        return None
    datatype = _datatype_of_array(array)
    return None if datatype is None else _tensor(name, datatype, [_ANY_LENGTH, *array.shape[1:]])


def _outputs_of_model(model: Any, method: str) -> list[Tensor]:
    import numpy as np

    if method == "transform":
        return [_tensor("predictions", "FP64", [_ANY_LENGTH, _ANY_LENGTH])]
    classes = getattr(model, "classes_", None)
    if classes is None:
        return [_tensor("predictions", "FP64", [_ANY_LENGTH])]
    if isinstance(classes, list):  # several outputs, each with classes of its own
        datatype = _datatype_of_array(np.asarray(classes[0]))
        return [] if datatype is None else [_tensor("predictions", datatype, [_ANY_LENGTH, len(classes)])]
    datatype = _datatype_of_array(np.asarray(classes))
    outputs = [] if datatype is None else [_tensor("predictions", datatype, [_ANY_LENGTH])]
    if hasattr(model, "predict_proba"):
        outputs.append(_tensor("probabilities", "FP64", [_ANY_LENGTH, len(classes)]))
    return outputs


def _datatype_of_array(array: Any) -> str | None:
    """None where an array holds what no tensor can."""
    kind, bits = array.dtype.kind, array.dtype.itemsize * 8
    if kind == "O":
        return "BYTES" if all(isinstance(value, str) for value in array.flat) else None
    if kind in "iuf" and bits <= 64:
        return {"i": "INT", "u": "UINT", "f": "FP"}[kind] + str(bits)
    return {"b": "BOOL", "U": "BYTES"}.get(kind)


def _tensor(name: str, datatype: str, shape: list[int]) -> Tensor:
    tensor: Tensor = {"name": name, "datatype": datatype, "shape": shape}
    return {**tensor, "content_type": "str"} if datatype == "BYTES" else tensor
