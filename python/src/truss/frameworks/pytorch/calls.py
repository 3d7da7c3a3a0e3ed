"""How a network is called: which inputs it has, and whether they are handed over in order, by name or as one dict."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from truss.frameworks.arrays.given import Form
from truss.frameworks.pytorch.kinds import kind_of

CallForm = Literal["one", "order", "names", "dict"]


class Inputs(NamedTuple):
    """The inputs of a network's forward."""

    names: Sequence[str]
    """Of all that it can be given, in order; those of TorchScript can have no names of their own."""
    required: int
    """How many of the first there have to be."""


def inputs_of_forward(model: Any) -> Inputs:
    """Tells the names of what a network's forward takes, as far as its signature does."""
    kind = kind_of(model)
    if kind == "exported":
        names = [name for name in model.program.graph_signature.user_inputs if isinstance(name, str)]
        return Inputs(names, len(names))
    if kind == "script":
        arguments = [each for each in model.forward.schema.arguments if each.name != "self"]
        return Inputs([each.name for each in arguments], sum(not each.has_default_value() for each in arguments))
    parameters = inspect.signature(model.forward).parameters.values()
    named = [each for each in parameters if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    return Inputs([each.name for each in named], sum(each.default is each.empty for each in named))


def call_form(model: Any, form: Form, given: Sequence[str]) -> CallForm:
    """Tells how a network wants arrays that were given.

    Args:
        model: the network.
        form: how they were given.
        given: their names.
    """
    if form != "names":
        return form
    inputs = inputs_of_forward(model)
    return "names" if set(given) <= set(inputs.names) else "dict"


def call(model: Any, form: CallForm, tensors: dict[str, Any]) -> Any:
    """Calls a network without keeping what training would need."""
    import torch

    with torch.inference_mode():
        if form == "dict":
            return model(tensors)
        return model(**tensors) if form == "names" else model(*tensors.values())
