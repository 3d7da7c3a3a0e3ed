"""Tells what a Keras model takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from truss.errors import error_of
from truss.frameworks.arrays.given import GivenArrays, arrays_given, has_rows_that_differ
from truss.frameworks.arrays.inputs import ONLY, ArrayInput, ArrayInputs, inputs_of_arrays, sample_of_arrays
from truss.frameworks.framework import Description
from truss.frameworks.keras.arrays import to_array
from truss.frameworks.tensors import ANY_LENGTH

Form = Literal["one", "list", "dict", "nested"]
"""How a model wants its inputs: one array, several in a list, several by name, or lists and dicts in each other."""


@dataclass(frozen=True)
class KerasDescription(Description):
    """What a Keras model takes and gives.

    Attributes:
        title: the name of its class.
        takes: its inputs.
        form: how it wants them.
        nesting: where they are nested, their names in the lists and dicts of the model.
        own: classes and functions that are none of Keras's, by the names under which its file has them: where each is
            found, such as `layers.Scaled`.
        backend: what Keras computes with, such as `tensorflow`.
    """

    title: str
    takes: ArrayInputs
    form: Form
    nesting: Any
    own: Mapping[str, str]
    backend: str


def describe(model: Any, rows: object) -> KerasDescription:
    """Tells what a Keras model takes and gives; see `Framework.describe`."""
    import keras

    given = None if rows is None else given_of(model, rows)
    takes, form = _takes(model, given)
    struct = getattr(model, "_inputs_struct", None)
    return KerasDescription(
        inputs=takes.to_tensors(),
        outputs=[],
        sample=sample_of_arrays(takes, _lowest_vocabulary(model)),
        metadata={},
        is_row_wise=_is_of_known_layers(model) or (given is not None and has_rows_that_differ(given)),
        title=type(model).__name__,
        takes=takes,
        form=form,
        nesting=_names_in(struct) if form == "nested" else None,
        own={each.__name__: f"{each.__module__}.{each.__qualname__}" for each in own_code_of(model)},
        backend=str(keras.backend.backend()),
    )


def given_of(model: Any, rows: Any) -> GivenArrays:
    """Takes rows as a user has them, in the types that the model's inputs have.

    Raises:
        TrussError: `INPUT_INVALID` where these are no rows, or an input of several has none.
    """
    known = {array.name: array.dtype for array in _known_inputs(model)}
    given = arrays_given(_in_order(model, list(known), rows), list(known), to_array)
    if len(known) > 1 and known.keys() - given.arrays.keys():
        found = "one array" if given.form == "one" else " and ".join(given.arrays)
        hint = "Give a dict of arrays by these names, or the arrays in lists and dicts as the model takes them"
        raise error_of("INPUT_INVALID", f"examples: {', '.join(known)} are needed, found {found}", hint)
    arrays = {name: _cast(array, known.get(name, _float_of(model))) for name, array in given.arrays.items()}
    return given._replace(arrays=arrays)


def nested(nesting: Any, leaf: Callable[[str], Any]) -> Any:
    """Puts something in the place of each name in lists and dicts."""
    if isinstance(nesting, Mapping):
        return {key: nested(value, leaf) for key, value in nesting.items()}
    return [nested(value, leaf) for value in nesting] if isinstance(nesting, list) else leaf(nesting)


def layers_of(model: Any) -> Iterator[Any]:
    """Gives a model and all layers in it, those of models inside of it too."""
    yield model
    yield from model._flatten_layers(include_self=False)  # noqa: SLF001 - `layers` has the outermost alone


def own_code_of(model: Any) -> list[Any]:
    """Gives the classes of a model's layers, and the functions that they hold, that are none of Keras's."""
    layers = list(layers_of(model))
    functions = [getattr(layer, name, None) for layer in layers for name in ("function", "activation")]
    found = [*map(type, layers), *(each for each in functions if hasattr(each, "__code__"))]
    return [each for each in dict.fromkeys(found) if each.__module__.partition(".")[0] not in ("keras", "builtins")]


def _takes(model: Any, given: GivenArrays | None) -> tuple[ArrayInputs, Form]:
    known = _known_inputs(model)
    struct = getattr(model, "_inputs_struct", None)
    if _is_nested(struct):
        return ArrayInputs(tuple(known), is_named=True), "nested"
    if len(known) == 1 and not isinstance(struct, Mapping):
        return ArrayInputs((ArrayInput(ONLY, known[0].dtype, known[0].shape),), is_named=False), "one"
    if known:
        return ArrayInputs(tuple(known), is_named=True), "dict" if isinstance(struct, Mapping) else "list"
    if given is not None:
        form: Form = "one" if given.form == "one" else "dict" if given.form == "names" else "list"
        return inputs_of_arrays(given.arrays, is_named=form != "one"), form
    shape = (getattr(model, "_build_shapes_dict", None) or {}).get("input_shape")
    lengths = None if not isinstance(shape, (tuple, list)) or (shape and isinstance(shape[0], (tuple, list))) else shape
    return ArrayInputs(
        (ArrayInput(ONLY, _float_of(model), None if lengths is None else _shape(lengths)),), False
    ), "one"


def _known_inputs(model: Any) -> list[ArrayInput]:
    """What functional and sequential models say of themselves; nothing of subclassed ones."""
    struct: Any = getattr(model, "_inputs_struct", None)
    tensors = getattr(model, "inputs", None) or []
    is_by_name = isinstance(struct, Mapping) and not _is_nested(struct)
    names = list(struct) if is_by_name else [tensor.name for tensor in tensors]
    values = list(struct.values()) if is_by_name else tensors
    return [ArrayInput(str(name), _dtype(tensor), _shape(tensor.shape)) for name, tensor in zip(names, values)]


def _in_order(model: Any, names: Sequence[str], rows: Any) -> Any:
    """Gives arrays that lie in lists and dicts as the model's inputs do, the form of `predict`, as a tuple."""
    import keras

    struct = getattr(model, "_inputs_struct", None)
    if not _is_nested(struct) and (len(names) < 2 or isinstance(struct, Mapping)):
        return rows
    try:
        keras.tree.assert_same_structure(*map(keras.tree.lists_to_tuples, (struct, rows)))
    except (TypeError, ValueError):
        return rows
    arrays = keras.tree.flatten(rows)
    return tuple(arrays) if all(hasattr(array, "ndim") for array in arrays) else rows


def _is_nested(struct: Any) -> bool:
    """Whether there are lists or dicts in the list or dict of a model's inputs."""
    values = struct.values() if isinstance(struct, Mapping) else struct if isinstance(struct, (list, tuple)) else ()
    return any(isinstance(value, (Mapping, list, tuple)) for value in values)


def _names_in(struct: Any) -> Any:
    if isinstance(struct, Mapping):
        return {key: _names_in(value) for key, value in struct.items()}
    return [_names_in(value) for value in struct] if isinstance(struct, (list, tuple)) else str(struct.name)


def _dtype(tensor: Any) -> str:
    name = str(tensor.dtype)
    return "str" if name == "string" else "float32" if name == "bfloat16" else name


def _shape(lengths: Any) -> tuple[int, ...]:
    return (ANY_LENGTH, *(ANY_LENGTH if length is None else int(length) for length in lengths[1:]))


def _float_of(model: Any) -> str:
    name = str(getattr(model, "input_dtype", "float32"))
    return name if name in ("float64", "float32", "float16") else "float32"


def _cast(array: Any, dtype: str | None) -> Any:
    is_number = array.dtype.kind in "iufb" and dtype is not None and dtype != "str"
    keeps_kind = array.dtype.kind == "f" or dtype is None or not dtype.startswith("float")
    return array.astype(dtype) if is_number and keeps_kind else array


def _lowest_vocabulary(model: Any) -> int:
    """What indices have to be below."""
    sizes = [layer.input_dim for layer in layers_of(model) if type(layer).__name__ == "Embedding"]
    return min(sizes, default=2)


def _is_of_known_layers(model: Any) -> bool:
    """Whether a model is a graph of Keras's own layers alone, each of which sees every row apart when it answers."""
    operations = getattr(model, "operations", None) or getattr(model, "layers", None)
    if type(model).__name__ not in ("Functional", "Sequential") or not operations:
        return False
    return all(_is_known(operation) for operation in operations)


def _is_known(operation: Any) -> bool:
    kind = type(operation)
    if kind.__name__ in ("Functional", "Sequential"):
        return _is_of_known_layers(operation)
    return kind.__module__.startswith("keras.src.layers.") and kind.__name__ != "Lambda"
