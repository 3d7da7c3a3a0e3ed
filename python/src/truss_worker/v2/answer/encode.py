"""A model's answer to that of an inference request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.errors import WorkerError
from truss_worker.v2.answer.outputs import name_outputs, to_tensor
from truss_worker.v2.answer.render import render
from truss_worker.v2.refusal import show

if TYPE_CHECKING:
    from truss_worker.v2.served_model import ServedModel
    from truss_worker.v2.wanted import Wanted
    from truss_worker.values.answer import Answer


def encode_outputs(value: Any, asked: Wanted, model: ServedModel, may_be_binary: bool) -> Answer:
    """The answer with the outputs that the request asks for, in its order.

    Args:
        value: what the model answered.
        asked: what the request wants of it.
        model: the model under its name.
        may_be_binary: whether the client takes raw bytes after the JSON.

    Raises:
        WorkerError: RESULT_NOT_ENCODABLE; REQUEST_OUTPUT_INVALID, if the model has no such output, or none that can be
            JSON.
    """
    outputs = name_outputs(value, model)
    wanted = [(name, asked.all_binary) for name in outputs] if asked.outputs is None else asked.outputs
    for name, _ in wanted:
        if name not in outputs:
            raise WorkerError(
                "REQUEST_OUTPUT_INVALID",
                # Word for word as KServe has it, whose clients look for it.
                f"Unexpected inference output '{name}' for model '{model.name}'",
                f"The model's outputs are: {show(list(outputs))}.",
            )
    tensors = [
        (to_tensor(name, outputs[name], model.outputs.get(name)), may_be_binary and is_binary)
        for name, is_binary in wanted
    ]
    return render(tensors, asked.id, model)
