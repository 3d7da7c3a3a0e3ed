"""Writes a network: as weights beside its class, as a program, or as weights beside a pickle without them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from truss.frameworks.arrays.free_axes import with_free_axes
from truss.frameworks.arrays.given import GivenArrays
from truss.frameworks.arrays.inputs import inputs_of_arrays
from truss.frameworks.framework import Stored
from truss.frameworks.pickled import load_pickled, store_plainly
from truss.frameworks.pytorch.description import TorchDescription
from truss.frameworks.pytorch.exported import answers_alike, export
from truss.frameworks.pytorch.kinds import LiveProgram
from truss.frameworks.pytorch.operators import modules_of_operators
from truss.frameworks.pytorch.skeleton import skeleton_of, weights_of
from truss.frameworks.pytorch.tensors import to_tensors
from truss.frameworks.template import Snippet

_SCRIPT, _PROGRAM = "model.pt", "model.pt2"


def write(model: Any, description: TorchDescription, folder: Path, by_value: bool) -> Stored:
    """Writes a network; see `Framework.write`.

    A model of transformers is written by its own means. Of any other the first of these that is possible, since the one
    before it can be read and changed, and runs no code on loading: weights beside the class that makes the network; a
    program, where there are examples to trace it with; a pickle of what is left without the weights.
    """
    import torch

    if description.kind == "script":
        torch.jit.save(model, folder / _SCRIPT)
        return _program_in(_SCRIPT, model)
    if description.kind == "exported":
        torch.export.save(model.program, folder / _PROGRAM)
        return _program_in(_PROGRAM, model)
    if description.pretrained is not None and not by_value:
        model.save_pretrained(folder)
        return Stored("config.json", has_code=False)
    if description.construction is not None and not by_value:
        return Stored(_write_weights(model, folder), has_code=False)
    program = _exported(model, description)
    if program is not None:
        torch.export.save(program, folder / _PROGRAM)
        return _program_in(_PROGRAM, LiveProgram(program))
    stored = store_plainly(skeleton_of(model), folder, by_value)
    _write_weights(model, folder)
    return stored


def _program_in(file: str, model: Any) -> Stored:
    return Stored(file, has_code=False, is_program=True, imports=modules_of_operators(model))


def load(description: TorchDescription, stored: Stored) -> Snippet:
    """Gives the lines of `load()` for what `write` has written."""
    path = f'self.model_dir / "{stored.file}"'
    also = [f"{module}  # it registers operators of the program" for module in stored.imports]
    if stored.file == _SCRIPT:
        return Snippet([f"self.model = torch.jit.load({path}, map_location=self.device).eval()"], ["torch", *also])
    if stored.file == _PROGRAM:
        lines = [
            f"program = torch.export.load({path})",
            "self.model = torch.export.passes.move_to_device_pass(program, self.device).module()",
        ]
        return Snippet(lines, ["torch", "torch.export.passes", *also])
    if stored.file == "config.json":
        loading = f"{description.pretrained}.from_pretrained(self.model_dir, dtype=torch.{description.float_dtype})"
        package = str(description.pretrained).rpartition(".")[0]
        cast = f", torch.{description.float_dtype}" if description.is_cast_whole else ""
        return Snippet([f"self.model = {loading}", f"self.model.to(self.device{cast}).eval()"], ["torch", package])
    made = description.construction
    if stored.file == _weights_file() and made is not None:
        making = Snippet([f"self.model = {made}"], [made.module])
    else:
        making = load_pickled(stored)
    file = f'self.model_dir / "{_weights_file()}"'
    has_safetensors = _has_safetensors()
    read = (
        f"safetensors.torch.load_file({file})"
        if has_safetensors
        else f'torch.load({file}, map_location="cpu", weights_only=True)'
    )
    finish = [
        "state = self.model.state_dict()  # it tells the versions of layers, by which some of them read their weights",
        f"state.update({read})",
        "self.model.load_state_dict(state, assign=True)",
        "self.model.to(self.device).eval()",
    ]
    needed = ["torch", *(["safetensors.torch"] if has_safetensors else [])]
    return Snippet([*making.lines, *finish], [*making.imports, *needed])


def _exported(model: Any, description: TorchDescription) -> Any:
    """A program that answers as the network, at every length that the network takes; None where there is none.

    Tracing fixes the lengths of axes that some layers go along, such as LSTM, and the program says so only when it is
    asked.
    """
    if description.example is None:
        return None
    form, takes = description.form, description.takes

    def tensors(arrays: Mapping[str, Any]) -> dict[str, Any]:
        return to_tensors(GivenArrays(arrays, "names"), dict(description.dtypes), model)

    program = export(model, form, tensors(description.example))
    if program is None:
        return None
    live = LiveProgram(program)

    def ask(arrays: Mapping[str, Any]) -> None:
        if not answers_alike(live, model, form, tensors(arrays)):
            raise ValueError("the program answers something else")

    fixed = inputs_of_arrays(description.example, is_named=takes.is_named)
    traced = with_free_axes(fixed, description.example, ask)
    shapes = [[each.shape for each in inputs.arrays] for inputs in (takes, traced)]
    return program if shapes[0] == shapes[1] else None


def _write_weights(model: Any, folder: Path) -> str:
    import torch

    weights = {name: tensor.detach() for name, tensor in weights_of(model).items()}
    if not _has_safetensors():
        torch.save(weights, folder / _weights_file())
        return _weights_file()
    from safetensors.torch import save_file

    save_file(_apart(weights), folder / _weights_file())
    return _weights_file()


def _apart(weights: dict[str, Any]) -> dict[str, Any]:
    """Safetensors takes each tensor as a piece of memory of its own; those that are shared become copies."""
    seen: set[int] = set()
    found = {}
    for name, tensor in weights.items():
        place = tensor.untyped_storage().data_ptr()
        found[name] = tensor.clone().contiguous() if place in seen else tensor.contiguous()
        seen.add(place)
    return found


def _weights_file() -> str:
    return "weights.safetensors" if _has_safetensors() else "weights.pt"


def _has_safetensors() -> bool:
    return find_spec("safetensors") is not None
