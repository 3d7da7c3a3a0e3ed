"""What mk_truss does with an object that no framework knows: it is carried as it is, its code pinned or taken along."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from truss.errors import error_of
from truss.frameworks.custom.arguments import arguments_of, takes_nothing
from truss.frameworks.custom.description import CustomDescription, describe, title_of
from truss.frameworks.custom.template import render_model
from truss.frameworks.framework import Code, Need, Rows, Stored
from truss.frameworks.pickled import store_pickled
from truss.frameworks.plain_objects import PlainObjects
from truss.frameworks.settled import waited_for
from truss.frameworks.tabular.carriers import needs_of_inputs
from truss.frameworks.tabular.reading import loaded_columns, write_columns
from truss.frameworks.way_out import has_own_start

_NO_MODELS = (type, ModuleType, str, bytes, os.PathLike, dict, list, tuple, set)


class CustomFramework(PlainObjects):
    """Functions, and objects with a method predict, pickled by value; see `Framework`."""

    name = "custom"

    def recognises(self, model: object) -> bool:
        """Whether it can be called or has a method predict, and is of no library that has a start of its own."""
        if model is None or isinstance(model, _NO_MODELS) or has_own_start(model):
            return False
        return callable(getattr(model, "predict", None)) or callable(model)

    def check(self, model: Any) -> None:
        """Refuses what takes nothing of a request."""
        if takes_nothing(getattr(model, "predict", model)):
            raise error_of(
                "MODEL_CANNOT_PREDICT",
                f"{title_of(model)} takes no argument, so that nothing of a request can reach it",
                "Give it one, which gets the whole request; or several, which get its members by their names",
            )

    def rows(self, model: Any, examples: Any, most: int) -> Rows:
        """Takes rows; for a function a request, whatever is in it, and so where members of it are arguments."""
        asked = getattr(model, "predict", model)
        if isinstance(examples, Mapping) and (asked is model or arguments_of(asked, examples) is not None):
            return Rows(examples, examples, examples.get("inputs"), request=examples)
        rows = super().rows(model, examples, most)
        if asked is not model:
            return rows
        return rows._replace(given={"inputs": rows.given}, few={"inputs": rows.few})

    def describe(self, model: Any, rows: object) -> CustomDescription:
        """Tells from the examples what it takes; nothing is known without."""
        return describe(model, rows)

    def write(self, model: Any, description: CustomDescription, folder: Path, by_value: bool) -> Stored:
        """Writes the object as joblib or cloudpickle do."""
        if description.takes is not None:
            write_columns(description.takes, folder)
        return store_pickled(model, folder, by_value)

    def template(self, description: CustomDescription, stored: Stored) -> Code:
        """Gives the code that calls the function, or answers with the object's own methods."""
        loaded = {} if description.takes is None else loaded_columns(description.takes)
        return Code(render_model(description, stored), loaded)

    def answer(self, model: Any, description: CustomDescription, rows: Any) -> Any:
        """Calls the function with a request, or the object's own methods with rows."""
        request = rows if isinstance(rows, Mapping) or description.has_predict else {"inputs": rows}
        if not description.has_predict:
            return _call(description, model, request)
        answer = {"predictions": waited_for(_call(description, model.predict, request))}
        if description.has_probabilities:
            answer["probabilities"] = waited_for(_call(description, model.predict_proba, request))
        return answer

    def needs(self, description: CustomDescription, stored: Stored) -> list[Need]:
        """Names what reads the object back, and what carries rows."""
        needs = [Need("joblib", "the file of the object")]
        if not description.has_predict:
            return needs
        carriers = [] if description.takes is None else needs_of_inputs(description.takes)
        return [*needs, Need("numpy", "arrays of rows"), *carriers]


def _call(description: CustomDescription, function: Callable[..., Any], rows: Any) -> Any:
    return function(rows) if description.arguments is None else description.arguments.call(function, rows)
