"""Answers the questions of mk_truss for JAX, Flax and Equinox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from truss.errors import TrussError, error_of
from truss.frameworks.arrays.given import Form, GivenArrays, arrays_given, has_rows_that_differ, in_form, rows_of_arrays
from truss.frameworks.arrays.inputs import ONLY, ArrayInput, ArrayInputs, inputs_of_arrays, sample_of_arrays
from truss.frameworks.arrays.reading import reading_of_arrays
from truss.frameworks.framework import Code, Description, Need, Rows, Stored
from truss.frameworks.jax.kinds import answering, kind_of
from truss.frameworks.jax.programs import Answering, export, names_given, rows_of_program, wider_dtype, width_of
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
        form: how it is handed several of them.
        dtypes: by its name the type of an input that requests carry as another one.
        gives: the names of its outputs.
        has_64_bits: whether JAX was told to compute with 64 bits.
    """

    title: str
    takes: ArrayInputs
    form: Form
    dtypes: Mapping[str, str]
    gives: tuple[str, ...]
    has_64_bits: bool


class JaxFramework:
    """Modules of Flax and Equinox, functions and programs of JAX; see `Framework`."""

    name = "jax"

    def recognises(self, model: object) -> bool:
        """Whether the object is a module of NNX, of Linen or of Equinox, a jitted function, or a program."""
        return kind_of(model) is not None

    @contextmanager
    def ready(self, model: Any) -> Iterator[Any]:
        """In its mode for answering, where it has one."""
        yield answering(model)

    def check(self, model: Any) -> None:
        """Refuses modules that cannot be called."""
        title = _title(model)
        if kind_of(model) == "unbound":
            hint = "Give both in a tuple, (module, variables), such as (module, {'params': params})"
            raise error_of("MODEL_CANNOT_PREDICT", f"{title} is a module of Linen without its variables", hint)
        rows = rows_of_program(model) if kind_of(model) == "program" else None
        if rows is not None:
            hint = (
                'Export it for any number of them: jax.ShapeDtypeStruct((jax.export.symbolic_shape("rows")[0], …), …)'
            )
            message = f"This program of jax.export takes {rows} rows, no more and no less"
            raise error_of("MODEL_CANNOT_PREDICT", message, hint)
        module = model[0] if isinstance(model, tuple) else model
        if kind_of(model) in ("nnx", "linen", "equinox") and "__call__" not in dir(type(module)):
            raise error_of("MODEL_CANNOT_PREDICT", f"{title} cannot be called", "Give its class a __call__")

    def rows(self, model: Any, examples: Any, most: int) -> Rows:
        """Takes an array of rows, or several of them in a tuple or by their names."""
        return rows_of_arrays(_given(examples), examples, most, lambda few: in_form(few.arrays, few.form))

    def describe(self, model: Any, rows: object) -> JaxDescription:
        """Tells from the examples what the function takes; without them by the first matrix of its weights."""
        given = None if rows is None else _given(rows)
        takes = _of_program(model) if kind_of(model) == "program" else None
        if given is not None:
            takes = takes or inputs_of_arrays(given.arrays, is_named=given.form != "one")
        elif takes is None:
            takes = _of_weights(model)
        form: Form = given.form if given is not None else "order" if takes.is_named else "one"
        dtypes = {} if rows is None else _dtypes(rows)
        asked = Answering(model, [each.name for each in takes.arrays], form, dtypes)
        try:
            gives = names_given(asked, takes.arrays)
        except Exception as error:
            raise _no_program(_title(model), error) from error
        return JaxDescription(
            inputs=takes.to_tensors(),
            outputs=[],
            sample=sample_of_arrays(takes),
            metadata={},
            is_row_wise=given is not None and has_rows_that_differ(given),
            title=_title(model),
            takes=takes,
            form=form,
            dtypes=dtypes,
            gives=tuple(gives),
            has_64_bits=_has_64_bits(),
        )

    def made_of(self, model: Any, description: JaxDescription) -> object:
        """A program holds no Python."""
        return None

    def write(self, model: Any, description: JaxDescription, folder: Path, by_value: bool) -> Stored:
        """Writes a program (StableHLO) with the weights in it, for processors and NVIDIA's GPUs."""
        try:
            program = export(_asked(model, description), description.takes.arrays)
        except ImportError as error:
            hint = "Run: pip install flatbuffers"
            raise error_of("MODEL_NOT_SERIALISABLE", f"JAX writes no program: {error}", hint) from error
        except Exception as error:
            raise _no_program(description.title, error) from error
        (folder / _FILE).write_bytes(program)
        return Stored(_FILE, has_code=False)

    def template(self, description: JaxDescription, stored: Stored) -> Code:
        """Gives the code that answers, on the devices that JAX finds."""
        wide = ['jax.config.update("jax_enable_x64", True)'] if description.has_64_bits else []
        load = [
            *wide,
            f'program = jax.export.deserialize((self.model_dir / "{stored.file}").read_bytes())',
            "self.model = jax.jit(program.call)",
        ]
        call = "self.model(*inputs.values())" if description.takes.is_named else "self.model(inputs)"
        names = ", ".join(f'"{name}"' for name in description.gives)
        parts = ModelClass(
            title=description.title,
            file=stored.file,
            load=Snippet(load, ["jax", "jax.export"]),
            reading=reading_of_arrays(
                description.takes, f"# The names of what the program gives.\nOUTPUTS = [{names}]\n"
            ),
            predict=Snippet([f"return dict(zip(OUTPUTS, map(np.asarray, {call})))"]),
            answer='{"predictions": […]}',
            misfits="How JAX says that values do not fit.",
        )
        return Code(render_class(parts), None)

    def answer(self, model: Any, description: JaxDescription, rows: Any) -> Mapping[str, Any]:
        """Calls the function."""
        import jax
        import numpy as np

        asked = _asked(model, description)
        outputs = jax.jit(asked)(*_given(rows).arrays.values())
        return dict(zip(asked.names, map(np.asarray, outputs)))

    def needs(self, description: JaxDescription, stored: Stored) -> list[Need]:
        """Names JAX: what was written needs no Flax."""
        return [
            Need("jax", "the framework"),
            Need("flatbuffers", "JAX reads its programs with it"),
            Need("numpy", "the arrays of requests"),
        ]


def _asked(model: Any, description: JaxDescription) -> Answering:
    names = [each.name for each in description.takes.arrays]
    return Answering(model, names, description.form, description.dtypes)


def _title(model: Any) -> str:
    return type(model[0] if isinstance(model, tuple) else model).__name__


def _no_program(title: str, error: Exception) -> TrussError:
    message = f"JAX cannot make a program of this {title}: {error!s:.500}"
    return error_of("MODEL_NOT_SERIALISABLE", message, f"Its code has to take any number of rows. {_HINT}")


def _of_weights(model: Any) -> ArrayInputs:
    width = width_of(model)
    if width is None:
        raise error_of("MODEL_CANNOT_PREDICT", f"It is not known what this {_title(model)} takes", _HINT)
    return ArrayInputs((ArrayInput(ONLY, "float32", (ANY_LENGTH, width)),), is_named=False)


def _of_program(program: Any) -> ArrayInputs:
    """What a program says that it takes."""
    shapes = [
        tuple(length if isinstance(length, int) else ANY_LENGTH for length in each.shape) for each in program.in_avals
    ]
    dtypes = [str(each.dtype) for each in program.in_avals]
    if len(shapes) == 1:
        return ArrayInputs((ArrayInput(ONLY, dtypes[0], shapes[0]),), is_named=False)
    arrays = (ArrayInput(f"input_{place}", *each) for place, each in enumerate(zip(dtypes, shapes)))
    return ArrayInputs(tuple(arrays), is_named=True)


def _given(rows: Any) -> GivenArrays:
    given = arrays_given(rows, [], _to_array)
    arrays = {name: _narrow(array) for name, array in given.arrays.items()}
    return given._replace(arrays=arrays)


def _dtypes(rows: Any) -> dict[str, str]:
    import numpy as np

    given = arrays_given(rows, [], np.asarray)
    return {name: str(array.dtype) for name, array in given.arrays.items() if wider_dtype(array.dtype) is not None}


def _to_array(value: Any) -> Any:
    import numpy as np

    array = np.asarray(value)
    wider = wider_dtype(array.dtype)
    return array if wider is None else array.astype(wider)


def _narrow(array: Any) -> Any:
    """JAX computes with 32 bits, unless it was told otherwise."""
    import jax

    return array.astype(jax.dtypes.canonicalize_dtype(array.dtype))


def _has_64_bits() -> bool:
    import jax

    return bool(jax.config.jax_enable_x64)
