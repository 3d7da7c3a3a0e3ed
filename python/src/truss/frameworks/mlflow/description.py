"""Tells what an MLflow model takes and gives, as its signature declares it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from truss.frameworks.arrays.inputs import ONLY, ArrayInput, ArrayInputs, sample_of_arrays
from truss.frameworks.framework import Description
from truss.frameworks.mlflow.saved import SavedModel
from truss.frameworks.mlflow.types import column_of, datatype_of_type, name_of, parameter_of, value_of
from truss.frameworks.tabular.columns import Column
from truss.frameworks.tabular.inputs import Inputs, inputs_of_columns
from truss.frameworks.tabular.sample import sample_of
from truss.frameworks.tabular.signature import tensors_of_inputs
from truss.frameworks.tensors import ANY_LENGTH, Parameter, Tensor


@dataclass(frozen=True)
class Items:
    """A list of values without names, which the model gets as it is: what a type hint of `predict` asks for.

    Attributes:
        datatype: of an item; None where it is an object or a list.
        value: one that was made up.
    """

    datatype: str | None
    value: Any

    def to_tensor(self) -> Tensor:
        """Its line of a signature."""
        return Tensor(ONLY, self.datatype or "BYTES", [ANY_LENGTH], is_json=self.datatype is None)


@dataclass(frozen=True)
class MlflowDescription(Description):
    """What an MLflow model takes and gives.

    Attributes:
        title: what a person calls it.
        takes: what its rows hold: columns, items of a list, or arrays where the signature has tensors.
        parameters: what a request may choose for all of its rows.
        streams: whether it can answer in pieces.
        requirements: the distributions of its own list.
    """

    title: str
    takes: Inputs | Items | ArrayInputs
    parameters: Sequence[Parameter]
    streams: bool
    requirements: Sequence[str]


def describe(model: SavedModel, rows: object) -> MlflowDescription:
    """Tells what a model takes and gives; see `Framework.describe`."""
    takes = _inputs_of(model, rows)
    is_arrays = isinstance(takes, ArrayInputs)
    return MlflowDescription(
        inputs=_tensors_of(takes, rows),
        outputs=_outputs_of(model),
        sample=model.example_rows() or _sample_of(takes),
        metadata={"supports_predict_proba": False} if not is_arrays else {},
        is_row_wise=False,
        title=model.title,
        takes=takes,
        parameters=[parameter_of(spec) for spec in model.function.metadata.get_params_schema() or ()],
        streams=model.streams,
        requirements=model.requirements(),
    )


def _inputs_of(model: SavedModel, rows: object) -> Inputs | Items | ArrayInputs:
    schema: Any = model.function.metadata.get_input_schema()
    if schema is None:
        columns = list(getattr(rows, "columns", ()))
        return inputs_of_columns(model, [Column("any")] * len(columns), None, rows) if columns else Inputs("values")
    if schema.is_tensor_spec():
        is_named = schema.has_input_names()
        return ArrayInputs(tuple(_array_of(each, is_named) for each in schema.inputs), is_named)
    if schema.has_input_names():
        return inputs_of_columns(model, list(map(column_of, schema.inputs)), schema.input_names(), None)
    if len(schema.inputs) > 1 or name_of(schema.inputs[0].type) == "binary":
        return Inputs("values")
    kind = schema.inputs[0].type
    return Items(datatype_of_type(kind), value_of(kind))


def _tensors_of(takes: Inputs | Items | ArrayInputs, rows: object) -> list[Tensor]:
    if isinstance(takes, Items):
        return [takes.to_tensor()]
    return takes.to_tensors() if isinstance(takes, ArrayInputs) else tensors_of_inputs(takes, rows)


def _sample_of(takes: Inputs | Items | ArrayInputs) -> list[Any] | None:
    if isinstance(takes, Items):
        return [takes.value]
    return sample_of_arrays(takes) if isinstance(takes, ArrayInputs) else sample_of(takes)


def _outputs_of(model: SavedModel) -> list[Tensor]:
    schema: Any = model.function.metadata.get_output_schema()
    if schema is None or not schema.is_tensor_spec() or schema.has_input_names():
        return []
    return ArrayInput("predictions", str(schema.inputs[0].type), tuple(schema.inputs[0].shape)).to_tensors()


def _array_of(spec: Any, is_named: bool) -> ArrayInput:
    dtype = "str" if spec.type.kind in "OUS" else str(spec.type)
    return ArrayInput(spec.name if is_named else ONLY, dtype, tuple(spec.shape))
