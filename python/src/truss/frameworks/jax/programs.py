"""Makes a program of what can be called, which needs neither its code nor its library."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from truss.frameworks.arrays.given import Form
from truss.frameworks.arrays.inputs import ArrayInput
from truss.frameworks.arrays.outputs import named_outputs
from truss.frameworks.jax.kinds import call_of, kind_of


class Answering:
    """A call as a program has it: of arrays in their order, to arrays in their order.

    Attributes:
        names: of the arrays that it gives; known once it was called, or traced.
    """

    def __init__(self, model: Any, names: Sequence[str], form: Form, dtypes: Mapping[str, str]) -> None:
        """Makes it of a model.

        Args:
            model: as it answers.
            names: of the arrays that it takes.
            form: in which they are handed over.
            dtypes: by their names those that are handed over as another type than requests can have.
        """
        self.names: list[str] = []
        self._call = call_of(model)
        self._takes = list(names)
        self._form = form
        self._dtypes = dtypes

    def __call__(self, *arrays: Any) -> tuple[Any, ...]:
        """Calls it, and lays out what it gives.

        The names are taken here, from what the code itself gives: JAX sorts those of a mapping, and the first of them
        is the prediction.
        """
        given = {
            name: array.astype(self._dtypes[name]) if name in self._dtypes else array
            for name, array in zip(self._takes, arrays)
        }
        answer = named_outputs(_as_mapping(self._asked(given)), _to_output)
        self.names[:] = answer
        return tuple(answer.values())

    def _asked(self, given: Mapping[str, Any]) -> Any:
        if self._form != "names":
            return self._call(*given.values())
        return self._call(**given) if _takes_each(self._call, given) else self._call(dict(given))


def _takes_each(call: Callable[..., Any], names: Mapping[str, Any]) -> bool:
    """Whether a call has a parameter for each name; else it takes them all in one mapping."""
    try:
        parameters = inspect.signature(call).parameters
    except (TypeError, ValueError):
        return True
    return set(names) <= set(parameters)


def _as_mapping(output: Any) -> Any:
    """Objects with fields, which nobody else could unpack, and lists of mappings, as mappings."""
    if dataclasses.is_dataclass(output) and not isinstance(output, type):
        return {each.name: _as_mapping(getattr(output, each.name)) for each in dataclasses.fields(output)}
    if isinstance(output, Mapping):
        return {str(name): _as_mapping(part) for name, part in output.items()}
    if isinstance(output, (list, tuple)):
        parts = [_as_mapping(part) for part in output]
        has_records = bool(parts) and all(isinstance(part, Mapping) for part in parts)
        return {f"output_{place}": part for place, part in enumerate(parts)} if has_records else tuple(parts)
    return output


def _to_output(value: Any) -> Any:
    """An array of a type that answers can have; None of what is none."""
    import jax.numpy as jnp

    if value is None or isinstance(value, str) or callable(value):
        return None
    array = jnp.asarray(value)
    wider = wider_dtype(array.dtype)
    return array if wider is None else array.astype(wider)


def wider_dtype(dtype: Any) -> str | None:
    """Gives the type in which requests and answers carry one that numpy has not (bfloat16, int4, …); None of others."""
    name = str(dtype)
    is_of_jax = name == "bfloat16" or name.startswith("float8") or name in ("int2", "int4", "uint2", "uint4")
    if not is_of_jax:
        return None
    return "float32" if "float" in name else ("uint32" if name.startswith("u") else "int32")


def names_given(answering: Answering, arrays: Sequence[ArrayInput]) -> list[str]:
    """Traces a call to find out the names of what it gives.

    Raises:
        Exception: whatever its code raises.
    """
    import jax

    jax.eval_shape(answering, *_shapes(arrays))
    return list(answering.names)


def export(answering: Answering, arrays: Sequence[ArrayInput]) -> bytes:
    """Makes a program that takes any number of rows, for processors, and NVIDIA's GPUs where there is code for these.

    Raises:
        Exception: where the code needs to know how many rows there are.
    """
    import jax
    from jax import export as exporting

    shapes = _shapes(arrays)
    jitted = jax.jit(answering)
    try:
        program = exporting.export(jitted, platforms=("cpu", "cuda"))(*shapes)
    except (NotImplementedError, ValueError):
        program = exporting.export(jitted, platforms=("cpu",))(*shapes)
    return bytes(program.serialize())


def _shapes(arrays: Sequence[ArrayInput]) -> list[Any]:
    import jax
    from jax import export as exporting

    rows = exporting.symbolic_shape("rows")[0]
    return [
        jax.ShapeDtypeStruct((rows if shape[0] < 0 else shape[0], *shape[1:]), each.dtype or "float32")
        for each, shape in ((each, each.shape or (-1,)) for each in arrays)
    ]


def rows_of_program(program: Any) -> int | None:
    """The number of rows that a program of jax.export was made for; None where it takes any."""
    lengths = [each.shape[0] for each in program.in_avals if each.shape]
    return next((int(length) for length in lengths if isinstance(length, int)), None)


def width_of(model: Any) -> int | None:
    """How many numbers a row of a module has, by the first matrix among its weights; None where that is not known."""
    import jax

    kind = kind_of(model)
    if kind in ("function", "program", "equinox"):
        return None
    if kind == "nnx":
        from flax import nnx

        weights: Any = nnx.state(model)
    else:
        weights = model.params if kind == "state" else model[1]
    leaves = jax.tree_util.tree_leaves(weights)
    first = next((leaf for leaf in leaves if getattr(leaf, "ndim", 0) == 2), None)
    return None if first is None else int(first.shape[0])
