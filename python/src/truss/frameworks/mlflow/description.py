"""Tells what an MLflow model takes and gives, as its signature declares it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from truss.frameworks.arrays.inputs import ONLY, ArrayInput, ArrayInputs, sample_of_arrays
from truss.frameworks.framework import Description
from truss.frameworks.mlflow.saved import SavedModel
from truss.frameworks.tabular.columns import Column
from truss.frameworks.tabular.inputs import Inputs, inputs_of_columns
from truss.frameworks.tabular.sample import sample_of
from truss.frameworks.tabular.signature import tensors_of_inputs
from truss.frameworks.tensors import Tensor

_COLUMNS = {
    "double": Column("number", dtype="float64"),
    "float": Column("number", dtype="float32"),
    "long": Column("number", dtype="int64"),
    "integer": Column("number", dtype="int32"),
    "boolean": Column("boolean", dtype="bool"),
    "string": Column("text"),
    "datetime": Column("datetime", dtype="datetime64[ns]"),
}


@dataclass(frozen=True)
class MlflowDescription(Description):
    """What an MLflow model takes and gives.

    Attributes:
        title: what a person calls it.
        takes: what its rows hold: columns, or arrays where the signature has tensors.
        requirements: the distributions of its own list.
    """

    title: str
    takes: Inputs | ArrayInputs
    requirements: Sequence[str]


def describe(model: SavedModel, rows: object) -> MlflowDescription:
    """Tells what a model takes and gives; see `Framework.describe`."""
    takes = _inputs_of(model, rows)
    is_arrays = isinstance(takes, ArrayInputs)
    return MlflowDescription(
        inputs=takes.to_tensors() if isinstance(takes, ArrayInputs) else tensors_of_inputs(takes, rows),
        outputs=_outputs_of(model),
        sample=sample_of_arrays(takes) if isinstance(takes, ArrayInputs) else sample_of(takes),
        metadata={"supports_predict_proba": False} if not is_arrays else {},
        is_row_wise=False,
        title=model.title,
        takes=takes,
        requirements=model.requirements(),
    )


def _inputs_of(model: SavedModel, rows: object) -> Inputs | ArrayInputs:
    schema: Any = model.function.metadata.get_input_schema()
    if schema is None:
        columns = list(getattr(rows, "columns", ()))
        return inputs_of_columns(model, [Column("any")] * len(columns), None, rows) if columns else Inputs("values")
    if schema.is_tensor_spec():
        is_named = schema.has_input_names()
        return ArrayInputs(tuple(_array_of(each, is_named) for each in schema.inputs), is_named)
    if not schema.has_input_names():
        return Inputs("values")
    columns = [_COLUMNS.get(str(each.type).rpartition(".")[2], Column("any")) for each in schema.inputs]
    return inputs_of_columns(model, columns, [each.name for each in schema.inputs], None)


def _outputs_of(model: SavedModel) -> list[Tensor]:
    schema: Any = model.function.metadata.get_output_schema()
    if schema is None or not schema.is_tensor_spec() or schema.has_input_names():
        return []
    return ArrayInput("predictions", str(schema.inputs[0].type), tuple(schema.inputs[0].shape)).to_tensors()


def _array_of(spec: Any, is_named: bool) -> ArrayInput:
    dtype = "str" if spec.type.kind in "OUS" else str(spec.type)
    return ArrayInput(spec.name if is_named else ONLY, dtype, tuple(spec.shape))
