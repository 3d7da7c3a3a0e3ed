"""The operations that programs of PyTorch call: exported ones, those of TorchScript, and those traced by `torch.fx`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Call = tuple[str, Mapping[str, Any]]
"""The whole name of an operation, such as `aten::add`, and its arguments by their names."""


def calls_in(part: Any) -> Iterator[Call]:
    """Gives the operations of a part of a network, where that part is a program.

    Args:
        part: a module; one in Python calls what it likes, and nothing is given of it.
    """
    import torch

    if isinstance(part, torch.jit.ScriptModule):
        return _of_script(part)
    return _of_graph(part.graph) if isinstance(part, torch.fx.GraphModule) else iter(())


def _of_graph(graph: Any) -> Iterator[Call]:
    for node in graph.nodes:
        schema = getattr(node.target, "_schema", None)
        if schema is not None:
            names = [argument.name for argument in schema.arguments]
            yield schema.name, {**dict(zip(names, node.args)), **node.kwargs}


def _of_script(model: Any) -> Iterator[Call]:
    import torch

    graph = getattr(model, "inlined_graph", None)  # a forward of several forms has none
    for node in () if graph is None else _nodes_in(graph):
        if node.schema() == "(no schema)":
            continue
        schema = torch._C.parse_schema(node.schema())  # noqa: SLF001 - there is no other way to ask
        names = [argument.name for argument in schema.arguments]
        yield node.kind(), dict(zip(names, map(_constant, node.inputs())))


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
