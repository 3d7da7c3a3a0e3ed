"""Turns what users give as examples into tensors that a network takes, and what it returns into arrays."""

from __future__ import annotations

from typing import Any

from truss.frameworks.arrays.given import GivenArrays
from truss.frameworks.pytorch.kinds import device_of, tensors_of


def to_array(value: Any) -> Any:
    """Makes an array of numpy of a tensor, an array, or a list of either; None of what has no numbers."""
    import numpy as np
    import torch

    if isinstance(value, torch.Tensor):
        tensor = value.detach().cpu()
        if tensor.is_sparse or tensor.is_quantized:
            tensor = tensor.to_dense() if tensor.is_sparse else tensor.dequantize()
        # numpy has neither bfloat16 nor floats of 8 bits.
        is_known = tensor.dtype in (torch.float64, torch.float32, torch.float16) or not tensor.is_floating_point()
        return (tensor if is_known else tensor.float()).numpy()
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], torch.Tensor):
        return np.stack([to_array(each) for each in value])
    if hasattr(value, "to_numpy"):
        value = value.to_numpy()
    return np.asarray(value)


def output_to_array(value: Any) -> Any:
    """Makes an array of a tensor, or of a number, that a network returns; None of anything else."""
    import torch

    if isinstance(value, torch.Tensor):
        return to_array(value)
    return to_array(torch.as_tensor(value)) if isinstance(value, (bool, int, float)) else None


def to_tensors(given: GivenArrays, dtypes: dict[str, str], model: Any) -> dict[str, Any]:
    """Makes tensors of arrays, on the device of a network.

    Args:
        given: the arrays.
        dtypes: name of an input to PyTorch's name of its type; what is not in it stays as it is.
        model: the network.
    """
    import torch

    device = device_of(model)
    return {
        name: torch.as_tensor(array, device=device, dtype=getattr(torch, dtypes[name]) if name in dtypes else None)
        for name, array in given.arrays.items()
    }


def default_dtype() -> str | None:
    """PyTorch's name of the type of numbers that code makes; None for the usual one, `float32`."""
    import torch

    usual = torch.get_default_dtype()
    return None if usual == torch.float32 else str(usual).removeprefix("torch.")


def float_dtype(model: Any) -> str:
    """PyTorch's name of the type that a network computes with, such as `float32`."""
    import torch

    found = next(
        (tensor.dtype for tensor in tensors_of(model) if tensor.is_floating_point()), torch.get_default_dtype()
    )
    return str(found).removeprefix("torch.")
