"""Arrays, which tensors and msgpack arrive as, in the place of the lists and single values that a field asks for."""

from __future__ import annotations

from typing import Any


def is_array(value: Any) -> bool:
    """Whether it is an ndarray, or an array of another package with the same methods."""
    kind = type(value)
    return hasattr(kind, "tolist") and hasattr(kind, "shape")


def as_list(value: Any) -> Any:
    """The nested lists of an array; any other value as it is."""
    return value.tolist() if is_array(value) else value


def as_single(value: Any) -> Any:
    """The only item of an array that has one, since many clients send a number as a tensor of shape [1]."""
    return value.item() if is_array(value) and value.size == 1 else value
