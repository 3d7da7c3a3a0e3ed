"""Finds what only training does in a program that was made of a network in its mode for training.

A program keeps the mode of its network for good: no `eval()` takes dropout out of it any more, and its batch
normalisation goes on looking at the rows at hand. Nothing fails: the answers are other ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from truss.frameworks.pytorch.kinds import kind_of

Call = tuple[str, Mapping[str, Any]]
"""The name of an operation, and its arguments by their names."""

_MODES = ("train", "training")
_CHANCES = ("p", "dropout", "dropout_p")
"""What PyTorch's own operations call the share of values that they drop."""


def training_steps(model: Any) -> list[str]:
    """Names the operations of a network's programs that do what only training should.

    Args:
        model: a network.

    Returns:
        Such as `dropout`, `batch_norm`; each once.
    """
    whole = model.program.graph_module if kind_of(model) == "exported" else model
    calls = (call for part in whole.modules() for call in _calls_of(part))
    return list(dict.fromkeys(name for name, arguments in calls if _is_of_training(arguments)))


def _calls_of(part: Any) -> Iterator[Call]:
    """The operations of a part that is a program; a module in Python calls what it likes."""
    import torch

    if isinstance(part, torch.jit.ScriptModule):
        return _of_script(part)
    return _of_graph(part.graph) if isinstance(part, torch.fx.GraphModule) else iter(())


def _is_of_training(arguments: Mapping[str, Any]) -> bool:
    """Whether an operation was called as training calls it; what is only known when it is called is left out."""
    if any(name in arguments and arguments[name] == 0 for name in _CHANCES):
        return False  # drops nothing
    if "momentum" in arguments and arguments.get("running_mean") is None:
        return False  # has no statistics of its training: it looks at the rows at hand in any mode
    return any(arguments.get(name) is True for name in _MODES) or isinstance(arguments.get("dropout_p"), float)


def _of_graph(graph: Any) -> Iterator[Call]:
    for node in graph.nodes:
        schema = getattr(node.target, "_schema", None)
        if schema is not None:
            names = [argument.name for argument in schema.arguments]
            yield schema.name.partition("::")[2], {**dict(zip(names, node.args)), **node.kwargs}


def _of_script(model: Any) -> Iterator[Call]:
    import torch

    graph = getattr(model, "inlined_graph", None)  # a forward of several forms has none
    for node in () if graph is None else _nodes_in(graph):
        if not node.kind().startswith("aten::") or node.schema() == "(no schema)":
            continue
        schema = torch._C.parse_schema(node.schema())  # noqa: SLF001 - there is no other way to ask
        names = [argument.name for argument in schema.arguments]
        yield node.kind().partition("::")[2], dict(zip(names, map(_constant, node.inputs())))


def _nodes_in(block: Any) -> Iterator[Any]:
    for node in block.nodes():
        yield node
        for inner in node.blocks():
            yield from _nodes_in(inner)


def _constant(value: Any) -> Any:
    """The value where the program has it, else the value itself, which is none that is asked for."""
    if value.node().kind() != "prim::Constant":
        return value
    return None if value.node().mustBeNone() else value.toIValue()
