"""Tries the generated code on a few rows, to have examples and to learn what the answers look like."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from truss._client.tables import as_request
from truss.errors import error_of
from truss.frameworks.framework import Code, Rows
from truss.frameworks.settled import settled
from truss.frameworks.tensors import Tensor
from truss_worker.errors import WorkerError
from truss_worker.http.http_objects import HTTPError
from truss_worker.values.json_encode import encode_json, to_plain

Ask = Callable[[Any], Mapping[str, Any]]
"""Has a model answer a request, or rows in a form of its own; raises whatever that raises."""

_LARGEST_EXAMPLE = 64
"""Values that a row made up by a program may have and still be an example for a person."""


@dataclass(frozen=True)
class Trial:
    """A request that the live object has answered.

    Attributes:
        name: what an example with this request is called.
        request: as JSON.
        answer: what the generated code returned, with its arrays as they were.
        expected: what the object itself answers, as JSON text; None where it is never the same twice, or no JSON.
        is_example: whether people want to see it.
    """

    name: str
    request: Mapping[str, Any]
    answer: Mapping[str, Any]
    expected: str | None
    is_example: bool = True


class Tried(NamedTuple):
    """What came of trying a model."""

    trials: Sequence[Trial]
    problem: str
    """Why there are none; empty where there are."""
    made_up: bool
    """Whether the rows come from nobody who knows the model."""


def try_given(ask: Ask, live: Ask, rows: Rows, inputs: Sequence[Tensor], title: str) -> Tried:
    """Has a model answer rows of the user's, in the request that `predict` of the truss would make of them.

    Args:
        ask: how the generated code is asked.
        live: how the object itself is asked, with the rows as they were given.
        rows: of the user's.
        inputs: what the model takes.
        title: what the person who gave the rows calls the model.

    Raises:
        TrussError: `INPUT_INVALID` where the model does not answer them.
    """
    request = _request_of(rows, inputs)
    own = _answer_or_error(live, rows.few)
    answer = _answer_or_error(ask, request)
    if isinstance(answer, Exception):
        if isinstance(own, Exception):
            message = f"{title} does not answer the examples: {_words_of(answer)}"
        else:
            message = f"{title} answers the examples, but not what becomes of them in a request: {_words_of(answer)}"
        hint = (
            "Give `examples` as predict takes its rows, such as X[:3]; to a function one request, such as {'n': 2}: "
            "with one argument it gets all of it, with several their values by name"
        )
        raise error_of("INPUT_INVALID", message, hint) from answer
    # Rows as JSON has them are no rows to every object: then what was made of them has to do.
    expected = _steady(ask, request, answer) if isinstance(own, Exception) else _steady(live, rows.few, own)
    return Tried([Trial("example1", request, answer, expected)], "", made_up=False)


def try_made_up(ask: Ask, rows: Sequence[Any] | None) -> Tried:
    """Has a model answer rows that were made up: they need not make sense to it.

    Args:
        ask: how the generated code is asked.
        rows: of a description, or None.
    """
    if rows is None:
        return Tried([], "what its rows look like is not known", made_up=True)
    plain = to_plain(rows)
    problem = ""
    for row in plain:
        first = _made_up_trial(ask, "example1", [row], is_example=_is_small(row))
        if isinstance(first, Trial):
            every = _made_up_trial(ask, "rows made up", plain, is_example=False) if len(plain) > 1 else first
            return Tried([first, every] if isinstance(every, Trial) and every is not first else [first], "", True)
        problem = problem or f"it does not take a row that was made up for it: {_words_of(first)}"
    return Tried([], problem, made_up=True)


def ask_live(code: Code, model: object, data_dir: Path) -> Ask:
    """Asks the generated code with the live object in it, so that nothing is loaded a second time.

    Args:
        code: the code.
        model: the object.
        data_dir: the truss's `data/`, for code that makes another object of its file.
    """

    @cache
    def instance() -> Any:
        namespace: dict[str, Any] = {"__name__": "model"}
        exec(compile(code.source, "model/model.py", "exec"), namespace)  # noqa: S102 - our own template's text
        made = namespace["Model"](config={}, data_dir=data_dir)
        if code.loaded is None:
            made.load()
        else:
            vars(made).update(code.loaded, model=model)
        return made

    def ask(request: Any) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = instance().predict(request)
        return answer

    return ask


def _request_of(rows: Rows, inputs: Sequence[Tensor]) -> Any:
    given = {"inputs": rows.inputs} if rows.request is None else rows.request
    try:
        return to_plain(as_request(given, lambda: [tensor.to_json() for tensor in inputs]))
    except WorkerError as error:
        # The encoder speaks of answers, which is what it mostly encodes.
        _, _, where = error.message.partition(" as JSON")
        message = f"The examples cannot be sent as JSON{where}"
        raise error_of("INPUT_INVALID", message, "Give numbers, texts, dates, lists or tables of such") from error


def _made_up_trial(ask: Ask, name: str, rows: Sequence[Any], is_example: bool) -> Trial | Exception:
    request = {"inputs": rows}
    answer = _answer_or_error(ask, request)
    if isinstance(answer, Exception):
        return answer
    return Trial(name, request, answer, _steady(ask, request, answer), is_example)


def _answer_or_error(ask: Ask, rows: Any) -> Mapping[str, Any] | Exception:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer: Mapping[str, Any] = settled(ask(_copied(rows)))
            return answer
    except Exception as error:  # noqa: BLE001 - models raise anything
        return error


def _copied(rows: Any) -> Any:
    """What a model may change as it likes: the same rows are asked again, and become an example."""
    try:
        return deepcopy(rows)
    except Exception:  # noqa: BLE001 - rows of whatever library
        return rows


def _steady(ask: Ask, rows: Any, answer: Mapping[str, Any]) -> str | None:
    """The answer as JSON text; None where another time brings another one."""
    again = _answer_or_error(ask, rows)
    try:
        told = encode_json(answer).decode()
        return None if isinstance(again, Exception) or encode_json(again).decode() != told else told
    except WorkerError:
        return None


def _words_of(error: Exception) -> str:
    """What the generated code refuses has words of its own; all else is named by its class."""
    return str(error.detail) if isinstance(error, HTTPError) else f"{type(error).__name__}: {error}"


def _is_small(row: Any) -> bool:
    if isinstance(row, list) and row and isinstance(row[0], list):
        return len(row) <= _LARGEST_EXAMPLE and sum(map(len, row)) <= _LARGEST_EXAMPLE and _is_small(row[0])
    return not hasattr(row, "__len__") or len(row) <= _LARGEST_EXAMPLE
