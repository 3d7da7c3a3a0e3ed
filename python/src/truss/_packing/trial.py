"""Tries the generated code on a few rows, to have an example and to learn what the answers look like."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from truss.errors import error_of
from truss.frameworks.framework import Code
from truss_worker.values.json_encode import to_plain

_MAX_EXAMPLE_ROWS = 10

Ask = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Has a model answer a request; raises whatever that raises."""


class ExampleRows(NamedTuple):
    """Rows to ask a model with."""

    rows: Sequence[Any]
    """As JSON."""
    made_up: bool
    """Whether they come from nobody who knows the model."""


@dataclass(frozen=True)
class Trial:
    """A request that the model has answered.

    Attributes:
        request: as JSON.
        answer: what the generated code returned, with its arrays as they were.
    """

    request: Mapping[str, Any]
    answer: Mapping[str, Any]


def example_rows(given: Any, sample: Sequence[Any] | None) -> ExampleRows | None:
    """Chooses the rows of the trial.

    Args:
        given: rows of the user's, or None.
        sample: rows made up of what is known of the model, or None.

    Returns:
        The first of the user's, else the sample; None where there is neither.
    """
    if given is not None:
        return ExampleRows(to_plain(given[:_MAX_EXAMPLE_ROWS]), made_up=False)
    return None if sample is None else ExampleRows(to_plain(sample), made_up=True)


def try_out(ask: Ask, rows: ExampleRows | None, title: str) -> Trial | None:
    """Has a model answer one request.

    Args:
        ask: how the model is asked.
        rows: of `example_rows`.
        title: what the person who gave the rows calls the model.

    Returns:
        None where there are no rows, or the model does not take those that were made up: a row of zeros need not make
        sense to it.

    Raises:
        TrussError: `INPUT_INVALID` where the model does not answer the user's own rows.
    """
    if rows is None:
        return None
    request = {"inputs": rows.rows}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Trial(request, ask(request))
    except Exception as error:
        if rows.made_up:
            return None
        raise error_of(
            "INPUT_INVALID",
            f"{title} does not answer the examples: {error}",
            "Give `examples` in the form in which predict takes its rows, such as X[:3]",
        ) from error


def ask_live(code: Code, model: object) -> Ask:
    """Asks the generated code with the live object in it, so that nothing is loaded a second time."""

    def ask(request: Mapping[str, Any]) -> Mapping[str, Any]:
        namespace: dict[str, Any] = {"__name__": "model"}
        exec(compile(code.source, "model/model.py", "exec"), namespace)  # noqa: S102 - our own template's text
        instance = namespace["Model"](config={}, data_dir=Path("data"))
        vars(instance).update(code.loaded, model=model)
        answer: Mapping[str, Any] = instance.predict(request)
        return answer

    return ask
