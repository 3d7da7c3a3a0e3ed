"""The answers of JAX and Flax to the questions of mk_truss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from truss.errors import error_of
from truss.frameworks.arrays.given import GivenArrays, arrays_given, has_rows_that_differ, rows_of_arrays
from truss.frameworks.arrays.inputs import ONLY, ArrayInput, ArrayInputs, inputs_of_arrays, sample_of_arrays
from truss.frameworks.arrays.outputs import named_outputs
from truss.frameworks.arrays.reading import naming_of_outputs, reading_of_arrays
from truss.frameworks.framework import Code, Description, Need, Rows, Stored
from truss.frameworks.jax.programs import export, function_of, kind_of, width_of
from truss.frameworks.template import ModelClass, Snippet, render_class
from truss.frameworks.tensors import ANY_LENGTH

_FILE = "model.jax"
_HINT = "Give `examples`: a few rows as it takes them, such as X[:3]"


@dataclass(frozen=True)
class JaxDescription(Description):
    """What a function of JAX takes and gives.

    Attributes:
        title: the name of its class.
        takes: its inputs.
    """

    title: str
    takes: ArrayInputs


class JaxFramework:
    """Modules of Flax and functions of JAX; see `Framework`."""

    name = "jax"

    def recognises(self, model: object) -> bool:
        """Whether the object is a module of NNX, one of Linen in a tuple with its variables, or a jitted function."""
        return kind_of(model) is not None

    @contextmanager
    def ready(self, model: Any) -> Iterator[Any]:
        """In its mode for answering, where it has one."""
        if kind_of(model) != "nnx":
            yield model
            return
        from flax import nnx

        answering = nnx.clone(model)
        answering.eval()
        yield answering

    def check(self, model: Any) -> None:
        """Refuses modules that cannot be called."""
        if not callable(model[0].apply if isinstance(model, tuple) else model):
            hint = "Give its class a __call__"
            raise error_of("MODEL_CANNOT_PREDICT", f"{type(model).__name__} cannot be called", hint)

    def rows(self, model: Any, examples: Any, most: int) -> Rows:
        """Takes an array of rows, or several of them in a tuple."""

        def rebuild(few: GivenArrays) -> Any:
            return next(iter(few.arrays.values())) if few.form == "one" else tuple(few.arrays.values())

        return rows_of_arrays(_given(examples), examples, most, rebuild)

    def describe(self, model: Any, rows: object) -> JaxDescription:
        """Tells from the examples what the function takes; without them by the first matrix of its weights."""
        given = None if rows is None else _given(rows)
        if given is not None:
            takes = inputs_of_arrays(given.arrays, is_named=given.form != "one")
        else:
            width = width_of(model)
            if width is None:
                message = f"It is not known what this {type(model).__name__} takes"
                raise error_of("MODEL_CANNOT_PREDICT", message, _HINT)
            takes = ArrayInputs((ArrayInput(ONLY, "float32", (ANY_LENGTH, width)),), is_named=False)
        return JaxDescription(
            inputs=takes.to_tensors(),
            outputs=[],
            sample=sample_of_arrays(takes),
            metadata={},
            is_row_wise=given is not None and has_rows_that_differ(given),
            title=type(model[0] if isinstance(model, tuple) else model).__name__,
            takes=takes,
        )

    def made_of(self, model: Any, description: JaxDescription) -> object:
        """A program holds no Python."""
        return None

    def write(self, model: Any, description: JaxDescription, folder: Path, by_value: bool) -> Stored:
        """Writes a program (StableHLO) with the weights in it, for processors and NVIDIA's GPUs."""
        import numpy as np

        arrays: Mapping[str, Any] = {
            each.name: np.zeros([1, *(each.shape or ())[1:]], each.dtype) for each in description.takes.arrays
        }
        try:
            program = export(function_of(model), arrays)
        except ImportError as error:
            hint = "Run: pip install flatbuffers"
            raise error_of("MODEL_NOT_SERIALISABLE", f"JAX writes no program: {error}", hint) from error
        except Exception as error:
            raise error_of(
                "MODEL_NOT_SERIALISABLE",
                f"JAX cannot make a program of this {description.title}: {error!s:.500}",
                f"Its code has to take any number of rows. {_HINT}",
            ) from error
        (folder / _FILE).write_bytes(program)
        return Stored(_FILE, has_code=False)

    def template(self, description: JaxDescription, stored: Stored) -> Code:
        """Gives the code that answers, on the devices that JAX finds."""
        load = [
            f'program = jax.export.deserialize((self.model_dir / "{stored.file}").read_bytes())',
            "self.model = jax.jit(program.call)",
        ]
        call = "self.model(*inputs.values())" if description.takes.is_named else "self.model(inputs)"
        parts = ModelClass(
            title=description.title,
            file=stored.file,
            load=Snippet(load, ["jax", "jax.export"]),
            reading=reading_of_arrays(description.takes, naming_of_outputs()),
            predict=Snippet([f"return as_answer({call})"]),
            answer='{"predictions": […]}',
            misfits="How JAX says that values do not fit.",
        )
        return Code(render_class(parts), None)

    def answer(self, model: Any, description: JaxDescription, rows: Any) -> Mapping[str, Any]:
        """Calls the function."""
        return named_outputs(function_of(model)(*_given(rows).arrays.values()), _to_array)

    def needs(self, description: JaxDescription, stored: Stored) -> list[Need]:
        """Names JAX: what was written needs no Flax."""
        return [
            Need("jax", "the framework"),
            Need("flatbuffers", "JAX reads its programs with it"),
            Need("numpy", "the arrays of requests"),
        ]


def _given(rows: Any) -> GivenArrays:
    given = arrays_given(rows, [], _to_array)
    arrays = {name: _narrow(array) for name, array in given.arrays.items()}
    return given._replace(arrays=arrays)


def _to_array(value: Any) -> Any:
    import numpy as np

    array = np.asarray(value)
    return array.astype("float32") if array.dtype.name == "bfloat16" else array


def _narrow(array: Any) -> Any:
    """JAX computes with 32 bits, unless it was told otherwise."""
    import jax

    return array.astype(jax.dtypes.canonicalize_dtype(array.dtype))
