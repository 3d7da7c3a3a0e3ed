"""PyTorch's answers to the questions of mk_truss."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from truss.errors import error_of
from truss.frameworks.arrays.given import GivenArrays, in_form, rows_of_arrays
from truss.frameworks.arrays.outputs import named_outputs
from truss.frameworks.framework import Code, Need, Rows, Stored
from truss.frameworks.pytorch.calls import call
from truss.frameworks.pytorch.description import TorchDescription, describe, given_of, title_of
from truss.frameworks.pytorch.files import write
from truss.frameworks.pytorch.kinds import evaluating, is_torch, kind_of
from truss.frameworks.pytorch.operators import modules_of_operators
from truss.frameworks.pytorch.skeleton import classes_of, skeleton_of
from truss.frameworks.pytorch.template import render_model
from truss.frameworks.pytorch.tensors import output_to_array, to_tensors
from truss.frameworks.pytorch.training_steps import training_steps
from truss.frameworks.torch_weights import refuse_absent_weights


class TorchFramework:
    """PyTorch's modules and programs; see `Framework`."""

    name = "pytorch"

    def recognises(self, model: object) -> bool:
        """Whether the object is a module, a program of TorchScript, or an exported one."""
        return is_torch(model)

    def ready(self, model: Any) -> AbstractContextManager[Any]:
        """In its mode for answering: without dropout, and with the statistics of its training."""
        return evaluating(model)

    def check(self, model: Any) -> None:
        """Refuses modules without a forward or whose weights are not there, and programs that could not be run."""
        import torch

        _refuse_training(model)
        if kind_of(model) != "module":
            modules_of_operators(model)
            return
        name = type(model).__name__
        if type(model).forward is torch.nn.Module.forward:
            hint = "Hand over the module whose forward calls it"
            raise error_of("MODEL_CANNOT_PREDICT", f"{name} has no forward, so it cannot answer anything", hint)
        lazy = torch.nn.parameter.UninitializedTensorMixin
        if any(isinstance(each, lazy) for each in (*model.parameters(), *model.buffers())):
            hint = "Call it once with a batch of its input, and train it"
            raise error_of("MODEL_NOT_FITTED", f"This {name} has layers whose weights have no shape yet", hint)
        refuse_absent_weights(model, name)

    def rows(self, model: Any, examples: Any, most: int) -> Rows:
        """Takes a tensor or an array of rows, several of them in a tuple or a dict, or records."""
        given = given_of(model, examples)

        def rebuild(few: GivenArrays) -> Any:
            return in_form(to_tensors(few, {}, model), few.form)

        return rows_of_arrays(given, examples, most, rebuild)

    def describe(self, model: Any, rows: object) -> TorchDescription:
        """Tells from the examples what the network takes; without them from its first layer."""
        return describe(model, rows)

    def made_of(self, model: Any, description: TorchDescription) -> object:
        """The network without its weights, or the classes of one of transformers'; programs hold no code of users."""
        if description.pretrained is not None:
            return classes_of(model)
        return skeleton_of(model) if description.kind == "module" else None

    def write(self, model: Any, description: TorchDescription, folder: Path, by_value: bool) -> Stored:
        """Writes weights and class, a program, or a pickle without the weights."""
        return write(model, description, folder, by_value)

    def template(self, description: TorchDescription, stored: Stored) -> Code:
        """Gives the code that answers on the best device that there is."""
        return Code(render_model(description, stored), {"device": description.device})

    def answer(self, model: Any, description: TorchDescription, rows: Any) -> Mapping[str, Any]:
        """Calls the network."""
        given = given_of(model, rows)
        tensors = to_tensors(given, dict(description.dtypes), model)
        return named_outputs(call(model, description.form, tensors), output_to_array)

    def needs(self, description: TorchDescription, stored: Stored) -> list[Need]:
        """Names PyTorch, and what reads its weights."""
        return [
            Need("torch", "the framework"),
            Need("numpy", "the arrays of requests"),
            *([Need("transformers", "the network is of it")] if description.pretrained is not None else []),
            *([] if stored.is_program else [Need("safetensors", "the file of its weights")]),
        ]


def _refuse_training(model: Any) -> None:
    steps = training_steps(model)
    if steps:
        raise error_of(
            "MODEL_CANNOT_PREDICT",
            f"This {title_of(model)} was made of a network in its mode for training, which it keeps: "
            f"{', '.join(steps)} would change its answers by chance, or by the rows that come together",
            "Make it anew: network.eval(), then torch.export.export(network, …) or torch.jit.trace(network, …)",
        )
