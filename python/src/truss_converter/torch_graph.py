"""Makes an ONNX graph of a network of PyTorch, by PyTorch's own exporter."""

from __future__ import annotations

import inspect
import io
import json
import logging
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from truss_converter.graph import Graph, loadable
from truss_converter.source import Source
from truss_converter.unconvertible import UnconvertibleError

_MOST_BYTES = 2_000_000_000
"""A file of protobuf ends at 2 GiB, and the new truss keeps its graph in one."""


def torch_graph_of(source: Source, examples: Sequence[Any]) -> Graph:
    """Converts the network of a truss as the truss itself calls it.

    Args:
        source: the truss, whose network is on the CPU.
        examples: requests of it; the first is what the network is traced with.

    Raises:
        UnconvertibleError: the message has what the exporter says.
    """
    import torch

    names = list(source.namespace.get("INPUTS", {}))
    if not names or "as_answer" not in source.namespace or not examples:
        raise UnconvertibleError("model/model.py was edited where it reads its inputs or names its answers")
    asked = _call_of(source, _widened(examples[0]))
    tensors = [*asked[0], *asked[1].values()]
    by_dict = len(tensors) == 1 and isinstance(tensors[0], dict)
    parts = list(tensors[0].values()) if by_dict else tensors
    if sum(each.nbytes for each in source.model.state_dict().values()) > _MOST_BYTES:
        raise UnconvertibleError("its weights are more than 2 GB, and a graph is one file of at most 2 GiB")
    narrow = next((each.dtype for each in source.model.state_dict().values() if _is_narrow(each)), None)
    if narrow is not None:
        kind = str(narrow).removeprefix("torch.")
        raise UnconvertibleError(
            f"it computes in {kind}, which onnxruntime does not on a CPU; float() makes another of it"
        )
    network = _network(source.model, list(tensors[0]) if by_dict else list(asked[1]), by_dict, len(asked[0]))
    with torch.inference_mode():
        output = source.model(*asked[0], **asked[1])
    answer = source.namespace["as_answer"](output)
    flat = [name for name, _ in _tensors_in("", output)]
    content = _exported(network, tuple(parts), names, _free_axes(source, names))
    feed = _feed(names, parts, is_named='inputs["' in source.text)
    return Graph(content, feed, _answer(list(answer), flat))


def _widened(example: Any) -> Any:
    """An example of two rows at least: of one row the exporter would take it that there is always one."""
    rows = example.get("inputs") if isinstance(example, Mapping) else None
    return {**example, "inputs": rows * 2} if isinstance(rows, list) and len(rows) == 1 else example


def _call_of(source: Source, request: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """What the truss calls its network with for a request: only it knows whether in order, by name or as a dict."""
    calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    network = source.instance.model

    def recorded(*tensors: Any, **named: Any) -> Any:
        calls.append((tensors, named))
        return network(*tensors, **named)

    source.instance.model = recorded
    try:
        source.instance.predict(request)
    finally:
        source.instance.model = network
    if len(calls) != 1:
        raise UnconvertibleError(f"model/model.py calls its network {len(calls)} times for a request")
    return calls[0]


def _network(model: Any, names: Sequence[str], by_dict: bool, in_order: int) -> Any:
    """The network as a graph has it: tensors in order to tensors in order.

    Args:
        model: the network.
        names: of those that it is given by name, which come last.
        by_dict: whether it is given these as one dict.
        in_order: how many of the tensors it is given in order.
    """
    import torch

    class Flat(torch.nn.Module):  # type: ignore[misc] # which is not installed where types are checked
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: Any) -> tuple[Any, ...]:
            if by_dict:
                output = self.model(dict(zip(names, tensors)))
            else:
                output = self.model(*tensors[:in_order], **dict(zip(names, tensors[in_order:])))
            found = (each for _, each in _tensors_in("", output))
            return tuple(each if isinstance(each, torch.Tensor) else torch.tensor(each) for each in found)

        def train(self, mode: bool = True) -> Any:  # noqa: ARG002 - as the exporters call it
            """Stays in its mode for answering: programs of torch.export have no other, and refuse to be asked."""
            return self

    flat = Flat()
    flat.training = False
    return flat


def _is_narrow(tensor: Any) -> bool:
    """Whether numpy has no such numbers: bfloat16, and floats of 8 bits."""
    import torch

    return tensor.is_floating_point() and tensor.dtype not in (torch.float64, torch.float32, torch.float16)


def _tensors_in(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The tensors inside of what a network returns, named as the code that mk_truss writes names them."""
    import torch

    if isinstance(value, (dict, list, tuple)):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _tensors_in(f"{name}_{key}" if name else str(key), part)
    elif isinstance(value, (torch.Tensor, bool, int, float)):
        yield name, value


def _free_axes(source: Source, names: Sequence[str]) -> list[dict[int, Any]]:
    """Of each input the axes whose length is not fixed."""
    import torch

    free = torch.export.Dim.DYNAMIC
    shapes = [source.namespace["INPUTS"][name][1] or [-1] for name in names]
    return [{axis: free for axis, length in enumerate(shape) if length == -1} for shape in shapes]


def _exported(network: Any, given: tuple[Any, ...], names: Sequence[str], free: list[dict[int, Any]]) -> bytes:
    """The file of the graph, which onnxruntime has loaded.

    The exporter that follows `torch.export` knows most networks; the one before it traces, and knows TorchScript.
    """
    logging.disable(logging.WARNING)
    reasons = []
    for export in (_follow, _trace):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                content = export(network, given, names, free)
                loadable(content)
                return content
        except Exception as error:  # noqa: BLE001 - exporters raise anything
            reasons.append(_reason(error))
    raise UnconvertibleError(f"PyTorch's exporter cannot make a graph of {type(network.model).__name__}: {reasons[0]}")


def _reason(error: Exception) -> str:
    """What an exporter says, without its advice to those who develop it."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", f"{type(error).__name__}: {error}")
    summary = re.search(r"## Exception summary\s+(?:<class '[\w.]+'>: )?(.*)", text, re.DOTALL)
    said = summary.group(1).partition("(Refer to the full stack trace")[0] if summary else text
    return " ".join(said.split())[:400]


def _follow(network: Any, given: tuple[Any, ...], names: Sequence[str], free: list[dict[int, Any]]) -> bytes:
    import torch

    program = torch.onnx.export(
        network, given, dynamo=True, dynamic_shapes=(tuple(free),), input_names=list(names), verbose=False
    )
    content: bytes = program.model_proto.SerializeToString()
    return content


def _trace(network: Any, given: tuple[Any, ...], names: Sequence[str], free: list[dict[int, Any]]) -> bytes:
    import torch

    file = io.BytesIO()
    export: Callable[..., Any] = torch.onnx.export
    # A program of TorchScript is written down already; inside of another module it cannot be traced.
    network = network.model if isinstance(network.model, torch.jit.ScriptModule) else network
    axes = {name: {axis: f"{name}_{axis}" for axis in each} for name, each in zip(names, free)}
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        export(network, given, file, input_names=list(names), dynamic_axes=axes, **_without_dynamo(export))
    # A trace has one way alone through the code: where that is chosen by a value, the graph would be wrong in silence.
    # PyTorch's own layers look at lengths alone.
    own = str(Path(torch.__file__).parent)
    for each in warned:
        if issubclass(each.category, torch.jit.TracerWarning) and not each.filename.startswith(own):
            raise UnconvertibleError(str(each.message))
    return file.getvalue()


def _without_dynamo(export: Callable[..., Any]) -> dict[str, bool]:
    """Before 2.5 there was one exporter, and no such parameter."""
    return {"dynamo": False} if "dynamo" in inspect.signature(export).parameters else {}


def _feed(names: Sequence[str], given: Sequence[Any], is_named: bool) -> str:
    kinds = [str(each.numpy().dtype) for each in given]
    values = [f"inputs[{json.dumps(name)}]" if is_named else "inputs" for name in names]
    parts = [
        f"{json.dumps(name)}: np.asarray({value}, {_numpy_type(kind)})"
        for name, value, kind in zip(names, values, kinds)
    ]
    return f"{{{parts[0]}}}" if len(parts) == 1 else "{\n" + "".join(f"    {part},\n" for part in parts) + "}"


def _numpy_type(kind: str) -> str:
    return kind if kind == "bool" else f"np.{kind}"


def _answer(answer: Sequence[str], flat: Sequence[str]) -> list[str]:
    """The line that names the outputs: `predictions` is the first of those that have no such name."""
    places = {name: place for place, name in enumerate(flat)}

    def place(name: str) -> int:
        if name in places:
            return places[name]
        return 0 if name == "predictions" else int(name.removeprefix("output_"))

    parts = ", ".join(f"{json.dumps(name)}: outputs[{place(name)}]" for name in answer)
    return [f"return {{{parts}}}"]
