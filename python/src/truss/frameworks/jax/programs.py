"""Finds what of JAX and Flax can be called, and makes a program of it that needs neither its code nor its library."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, Literal

Kind = Literal["nnx", "linen", "function"]


def kind_of(model: object) -> Kind | None:
    """Tells what an object is: a module of NNX, a module of Linen in a tuple with its variables, a jitted function."""
    flax, jax = sys.modules.get("flax"), sys.modules.get("jax")
    nnx = getattr(flax, "nnx", None)
    if nnx is not None and isinstance(model, nnx.Module):
        return "nnx"
    linen = getattr(flax, "linen", None)
    if linen is not None and type(model) is tuple and len(model) == 2 and isinstance(model[0], linen.Module):
        return "linen" if isinstance(model[1], Mapping) else None
    wrapped = getattr(jax, "stages", None)
    is_function = wrapped is not None and type(model).__name__ == "PjitFunction" and isinstance(model, wrapped.Wrapped)
    return "function" if is_function else None


def function_of(model: Any) -> Callable[..., Any]:
    """Gives the function that answers: of the inputs alone, with the weights in it."""
    import jax

    kind = kind_of(model)
    if kind == "nnx":
        from flax import nnx

        graph, state = nnx.split(model)

        def function(*inputs: Any) -> Any:
            return nnx.merge(graph, state)(*inputs)

    elif kind == "linen":
        module, variables = model

        def function(*inputs: Any) -> Any:
            return module.apply(variables, *inputs)

    else:
        given: Callable[..., Any] = model
        return given
    jitted: Callable[..., Any] = jax.jit(function)
    return jitted


def export(function: Callable[..., Any], arrays: Mapping[str, Any]) -> bytes:
    """Makes a program that takes any number of rows.

    Args:
        function: jitted.
        arrays: examples by name.

    Raises:
        Exception: where the code needs to know how many rows there are.
    """
    import jax
    from jax import export as exporting

    rows = exporting.symbolic_shape("rows")[0]
    shapes = [jax.ShapeDtypeStruct((rows, *array.shape[1:]), array.dtype) for array in arrays.values()]
    program = exporting.export(function, platforms=("cpu", "cuda"))(*shapes)
    return bytes(program.serialize())


def width_of(model: Any) -> int | None:
    """How many numbers a row of a module has, by the first matrix among its weights; None where that is not known."""
    import jax

    kind = kind_of(model)
    if kind == "function":
        return None
    if kind == "nnx":
        from flax import nnx

        weights: Any = nnx.state(model)
    else:
        weights = model[1]
    leaves = jax.tree_util.tree_leaves(weights)
    first = next((leaf for leaf in leaves if getattr(leaf, "ndim", 0) == 2), None)
    return None if first is None else int(first.shape[0])
