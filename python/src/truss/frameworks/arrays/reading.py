"""The code that makes of a request the arrays that a model takes."""

from __future__ import annotations

import json
from pathlib import Path

from truss.frameworks.arrays.inputs import ArrayInput, ArrayInputs, shape_text
from truss.frameworks.template import Reading, Snippet

_LONGEST_RECORD = 36
"""Characters that leave room in a line for the answer."""

_TEMPLATES = Path(__file__).parent / "templates"


def reading_of_arrays(inputs: ArrayInputs, also: str = "") -> Reading:
    """Gives that code: `inputs` is an array of numpy, or several of them by their names.

    Args:
        inputs: what the model takes.
        also: further functions that stand beside it.
    """
    has_texts = any(array.dtype == "str" for array in inputs.arrays)
    names = ["read_named" if inputs.is_named else "read_one", "as_array_or_texts" if has_texts else "as_array"]
    functions = "\n\n".join((_TEMPLATES / f"{name}.py.txt").read_text("utf-8") for name in names)
    specs = "".join(f"    {json.dumps(array.name)}: {_spec_of(array)},\n" for array in inputs.arrays)
    table = f"# Of each input its type, and its shape where that is known; -1: any length.\nINPUTS = {{\n{specs}}}\n"
    return Reading(
        request=_request_of(inputs),
        call="read_inputs(request)",
        functions="\n\n".join(part for part in (functions, also, table) if part),
        load=Snippet(imports=["numpy as np"]),
    )


def _spec_of(array: ArrayInput) -> str:
    dtype = "None" if array.dtype is None else json.dumps(array.dtype)
    return f"({dtype}, {None if array.shape is None else list(array.shape)})"


def _request_of(inputs: ArrayInputs) -> str:
    rows = [shape_text(array.shape) for array in inputs.arrays]
    if not inputs.is_named:
        return f'{{"inputs": [{rows[0]}, …]}}'
    named = [f'"{array.name}": {row}' for array, row in zip(inputs.arrays, rows)]
    record = ", ".join(named)
    if len(record) > _LONGEST_RECORD:
        record = f"{named[0]}, …"
    return f'{{"inputs": [{{{record}}}, …]}}'


def naming_of_outputs() -> str:
    """The function that names the arrays of an answer: `as_answer(output)`, as `named_outputs` does."""
    return (_TEMPLATES / "as_answer.py.txt").read_text("utf-8")
