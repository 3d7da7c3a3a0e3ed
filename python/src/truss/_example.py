"""Requests with names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from truss._lists import as_list
from truss.errors import error_of
from truss_worker.errors import WorkerError
from truss_worker.values.json_encode import encode_json


@dataclass(frozen=True)
class Example:
    """A request with a name, to try a truss with.

    Attributes:
        name: by which it is found.
        input: the whole request, such as `{"inputs": [[5.1, 3.5, 1.4, 0.2]]}`; None where it is a file or a form.
        input_file: the file with the request, such as `requests/photo.png`, from the directory of the truss.
        form: the fields of a form, such as `{"caption": "a cat", "photo": {"file": "requests/cat.jpg"}}`; a list is a
            field that comes several times.
    """

    name: str
    input: Any = None
    input_file: str | None = None
    form: Mapping[str, Any] | None = None


def example_params(examples: Iterable[Example | Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Examples as the engine takes them: the request as JSON text (in which `1.0` stays a float), a file, or a form.

    Args:
        examples: examples, or mappings with `name` and `input`, `input_file` or `form`. Arrays and DataFrames may stand
            for lists.

    Raises:
        ValidationError: `INPUT_INVALID` where it is no list, or one has no name or input, or cannot be written as JSON.
    """
    return [_params_of(example) for example in as_list("examples", examples)]


def _params_of(given: object) -> dict[str, Any]:
    example = _example_of(given)
    if example.input_file is not None:
        return {"name": example.name, "inputFile": example.input_file}
    if example.form is not None:
        return {"name": example.name, "form": example.form}
    try:
        return {"name": example.name, "body": encode_json(example.input).decode()}
    except WorkerError as error:
        message = error.message.replace("The answer", f"The example {example.name}", 1)
        raise error_of("INPUT_INVALID", message, error.hint) from error


def _example_of(given: object) -> Example:
    if isinstance(given, Example):
        return given
    if not isinstance(given, Mapping) or not isinstance(given.get("name", ""), str):
        hint = 'Give each a name, which is text, and an input: {"name": "first", "input": …}'
        raise error_of("INPUT_INVALID", f"{given!r:.100} is no example", hint)
    if "name" not in given or sum(key in given for key in ("input", "input_file", "form")) != 1:
        raise error_of("INPUT_INVALID", f"An example has a name and an input, and not: {', '.join(given)}")
    return Example(given["name"], given.get("input"), given.get("input_file"), given.get("form"))
