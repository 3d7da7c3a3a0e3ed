"""Programs of `torch.export`: what one takes, and how one is made of a network."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

from truss.frameworks.arrays.inputs import ONLY, ArrayInput, ArrayInputs
from truss.frameworks.pytorch.calls import CallForm, call, inputs_of_forward
from truss.frameworks.pytorch.kinds import LiveProgram
from truss.frameworks.tensors import ANY_LENGTH


def inputs_of_program(model: LiveProgram) -> tuple[ArrayInputs, CallForm]:
    """Tells what a program takes, as it was traced."""
    import torch

    program = model.program
    values = {node.name: node.meta.get("val") for node in program.graph.nodes if node.op == "placeholder"}
    arrays = []
    for name in inputs_of_forward(model).names:
        value = values.get(name)
        if not isinstance(value, torch.Tensor):
            arrays.append(ArrayInput(name))
            continue
        lengths = [length if isinstance(length, int) else ANY_LENGTH for length in value.shape]
        arrays.append(ArrayInput(name, str(value.dtype).removeprefix("torch."), tuple(lengths)))
    if len(arrays) == 1:
        only = arrays[0]
        return ArrayInputs((ArrayInput(ONLY, only.dtype, only.shape),), is_named=False), "one"
    keywords = program.example_inputs[1] if program.example_inputs else {}
    form: CallForm = "names" if keywords and not program.example_inputs[0] else "order"
    if form == "names":
        arrays = [ArrayInput(key, each.dtype, each.shape) for key, each in zip(keywords, arrays)]
    return ArrayInputs(tuple(arrays), is_named=True), form


def export(model: Any, form: CallForm, tensors: Mapping[str, Any]) -> Any:
    """Traces a network, so that it can be written without the code of its class.

    Args:
        model: a module in its mode for answering.
        form: how it is called.
        tensors: rows of the user's.

    Returns:
        The program, or None: where the network does with its input what cannot be traced, or where the program does
        not answer as the network does. Axes stay of any length as far as the network's code lets them.
    """
    import torch

    # Rows of which there is one alone would be taken for an axis that has to be of length one.
    rows = {name: torch.cat([tensor, tensor[:1]]) for name, tensor in tensors.items()}
    lengths = {name: [torch.export.Dim.AUTO] * tensor.ndim for name, tensor in rows.items()}
    try:
        with _quiet():
            if form == "names":
                program = torch.export.export(model, (), kwargs=rows, dynamic_shapes=lengths)
            elif form == "dict":
                program = torch.export.export(model, (rows,), dynamic_shapes=(lengths,))
            else:
                program = torch.export.export(model, tuple(rows.values()), dynamic_shapes=tuple(lengths.values()))
            one = {name: tensor[:1] for name, tensor in rows.items()}
            live = LiveProgram(program)
            is_equal = all(answers_alike(live, model, form, each) for each in (one, dict(tensors), rows))
    except Exception:  # noqa: BLE001 - much of Python cannot be traced, and each says so in its own way
        return None
    return program if is_equal else None


@contextmanager
def _quiet() -> Iterator[None]:
    """Lets PyTorch say nothing of what cannot be traced: pages of text, where there is another way to write it."""
    disabled = logging.root.manager.disable
    logging.disable()
    try:
        with warnings.catch_warnings(), redirect_stderr(io.StringIO()), redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)


def answers_alike(program: LiveProgram, model: Any, form: CallForm, tensors: dict[str, Any]) -> bool:
    """Whether a program answers as the network of which it was made does.

    Args:
        program: of the network.
        model: the network.
        form: how both are called.
        tensors: what they are asked.
    """
    import torch
    from torch.utils import _pytree

    one = _pytree.tree_leaves(call(program, form, tensors))
    other = _pytree.tree_leaves(call(model, form, tensors))
    return len(one) == len(other) and all(
        torch.allclose(torch.as_tensor(a), torch.as_tensor(b), rtol=1e-5, atol=1e-6, equal_nan=True)
        for a, b in zip(one, other)
    )
