"""Tells what a network takes and gives."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from truss.frameworks.arrays.free_axes import with_free_axes
from truss.frameworks.arrays.given import GivenArrays, arrays_given, has_rows_that_differ
from truss.frameworks.arrays.inputs import ONLY, ArrayInput, ArrayInputs, inputs_of_arrays, sample_of_arrays
from truss.frameworks.framework import Description
from truss.frameworks.pytorch.calls import CallForm, call, call_form, inputs_of_forward
from truss.frameworks.pytorch.construction import Construction, construction_of
from truss.frameworks.pytorch.exported import inputs_of_program
from truss.frameworks.pytorch.first_input import answered_input
from truss.frameworks.pytorch.kinds import Kind, LiveProgram, device_of, is_pretrained, kind_of
from truss.frameworks.pytorch.layers import first_layer_input, is_of_known_layers, tokens_of
from truss.frameworks.pytorch.tensors import default_dtype, float_dtype, to_array, to_tensors
from truss.frameworks.torch_weights import is_cast_whole


@dataclass(frozen=True)
class TorchDescription(Description):
    """What a network takes and gives.

    Attributes:
        title: the name of its class.
        kind: what it is.
        takes: its inputs.
        form: how it is called.
        dtypes: name of an input to PyTorch's name of its type, such as `bfloat16`, where that is known.
        float_dtype: PyTorch's name of the type that it computes with.
        default_dtype: of the type of numbers that its code makes, where the process was set to another than the usual.
        is_cast_whole: whether it has that type in all its tensors, though it is not PyTorch's usual one.
        pretrained: the class of a model of transformers', such as `transformers.BertModel`; None of other networks.
        construction: how its class makes it anew, where that is known.
        device: where it has its weights, such as `cuda:0`.
        example: a few rows of the user's by the names of the inputs, or None.
    """

    title: str
    kind: Kind
    takes: ArrayInputs
    form: CallForm
    dtypes: Mapping[str, str]
    float_dtype: str
    default_dtype: str | None
    is_cast_whole: bool
    pretrained: str | None
    construction: Construction | None
    device: str
    example: Mapping[str, Any] | None


def describe(model: Any, rows: object) -> TorchDescription:
    """Tells what a network takes and gives; see `Framework.describe`."""
    kind = kind_of(model)
    given = None if rows is None else given_of(model, rows)
    takes, form, sample = _takes(model, given)
    return TorchDescription(
        inputs=takes.to_tensors(),
        outputs=[],
        sample=sample_of_arrays(takes, *sample),
        metadata={},
        is_row_wise=is_of_known_layers(model) or (given is not None and has_rows_that_differ(given)),
        title=title_of(model),
        kind=kind,
        takes=takes,
        form=form,
        dtypes=_dtypes(model, takes),
        float_dtype=float_dtype(model),
        default_dtype=default_dtype(),
        is_cast_whole=kind == "module" and is_cast_whole(model),
        pretrained=_class_of(model) if is_pretrained(model) else None,
        construction=construction_of(model) if kind == "module" and not is_pretrained(model) else None,
        device=str(device_of(model)),
        example=None if given is None else given.arrays,
    )


def given_of(model: Any, rows: Any) -> GivenArrays:
    """Takes rows as a user has them: floats in the precision that the network computes with, as numpy has it."""
    given = arrays_given(rows, inputs_of_forward(model).names, to_array)
    arrays = {
        name: array.astype(_numpy_name(float_dtype(model))) if array.dtype.kind == "f" else array
        for name, array in given.arrays.items()
    }
    return given._replace(arrays=arrays)


def _takes(model: Any, given: GivenArrays | None) -> tuple[ArrayInputs, CallForm, tuple[int, ...]]:
    """What it takes, how it is called, and of a sample what whole numbers stay below and how long its axes are."""
    if kind_of(model) == "exported":
        return *inputs_of_program(model), ()
    if given is not None:
        form = call_form(model, given.form, list(given.arrays))
        takes = inputs_of_arrays(given.arrays, is_named=form != "one")

        def ask(arrays: Mapping[str, Any]) -> Any:
            return call(model, form, to_tensors(given._replace(arrays=arrays), _dtypes(model, takes), model))

        return with_free_axes(takes, given.arrays, ask), form, ()
    inputs = inputs_of_forward(model)
    floats = _numpy_name(float_dtype(model))
    if max(inputs.required, 1) == 1:
        first = tokens_of(model) if is_pretrained(model) else None
        first = first or first_layer_input(model, floats)
        array, length = answered_input(first, model, lambda array: call(model, "one", {ONLY: _zeros(array, model)}))
        return ArrayInputs((array,), is_named=False), "one", (first.highest, length)
    arrays = tuple(ArrayInput(name, None, None) for name in inputs.names[: inputs.required])
    return ArrayInputs(arrays, is_named=True), "order", ()


def _zeros(array: ArrayInput, model: Any) -> Any:
    import torch

    return torch.zeros(array.shape or (), dtype=getattr(torch, _dtype_in(model, array)), device=device_of(model))


def _dtypes(model: Any, takes: ArrayInputs) -> dict[str, str]:
    return {array.name: _dtype_in(model, array) for array in takes.arrays if array.dtype is not None}


def _dtype_in(model: Any, array: ArrayInput) -> str:
    own = float_dtype(model)
    return own if array.dtype in (None, _numpy_name(own)) else str(array.dtype)


def _numpy_name(dtype: str) -> str:
    """Numpy has no bfloat16 and no floats of 8 bits: a request carries them as float32."""
    return dtype if dtype in ("float64", "float32", "float16") else "float32"


def title_of(model: Any) -> str:
    """What a person calls it: the name of its class, which a program of TorchScript remembers."""
    kind = type(model.program) if isinstance(model, LiveProgram) else type(model)
    return str(getattr(model, "original_name", kind.__name__))


def _class_of(model: Any) -> str:
    """Where its class is found; those of transformers by their short names."""
    kind = type(model)
    is_known = getattr(sys.modules.get("transformers"), kind.__name__, None) is kind
    return f"{'transformers' if is_known else kind.__module__}.{kind.__qualname__}"
