"""Keras's answers to the questions of mk_truss."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from truss.errors import error_of
from truss.frameworks.arrays.given import in_form, rows_of_arrays
from truss.frameworks.arrays.outputs import named_outputs
from truss.frameworks.distribution_name import installed_name
from truss.frameworks.framework import Code, Need, Rows, Stored
from truss.frameworks.keras.arrays import to_array
from truss.frameworks.keras.description import KerasDescription, describe, given_of, nested, own_code_of
from truss.frameworks.keras.files import write
from truss.frameworks.keras.template import render_model

_BACKENDS = {
    "tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-macos"),
    "jax": ("jax",),
    "torch": ("torch",),
    "openvino": ("openvino",),
}


class KerasFramework:
    """Keras 3; see `Framework`."""

    name = "keras"

    def recognises(self, model: object) -> bool:
        """Whether the object is a model of Keras 3."""
        kind = getattr(sys.modules.get("keras"), "Model", None)
        return isinstance(kind, type) and not isinstance(model, type) and isinstance(model, kind)

    def ready(self, model: Any) -> AbstractContextManager[Any]:
        """As it is: a call says whether it trains."""
        return nullcontext(model)

    def check(self, model: Any) -> None:
        """Refuses models whose weights have not been made."""
        if not model.built:
            hint = "Call it once with a batch of its input, or fit it"
            raise error_of("MODEL_NOT_FITTED", f"This {type(model).__name__} has no weights yet", hint)

    def rows(self, model: Any, examples: Any, most: int) -> Rows:
        """Takes an array of rows, several of them in a tuple or a dict, or records."""
        return rows_of_arrays(given_of(model, examples), examples, most, lambda few: in_form(few.arrays, few.form))

    def describe(self, model: Any, rows: object) -> KerasDescription:
        """Tells from its inputs what the model takes; of a subclassed one from the examples."""
        return describe(model, rows)

    def made_of(self, model: Any, description: KerasDescription) -> object:
        """The classes of its layers, and the functions that they hold."""
        return own_code_of(model)

    def write(self, model: Any, description: KerasDescription, folder: Path, by_value: bool) -> Stored:
        """Writes the model as Keras does."""
        return write(model, description, folder, by_value)

    def template(self, description: KerasDescription, stored: Stored) -> Code:
        """Gives the code that answers with the model, on the devices that its backend finds."""
        return Code(render_model(description, stored), _loaded(stored), {"KERAS_BACKEND": description.backend})

    def answer(self, model: Any, description: KerasDescription, rows: Any) -> Mapping[str, Any]:
        """Has the model predict."""
        given = given_of(model, rows)
        arrays = given.arrays
        inputs: Any = dict(arrays) if description.form == "dict" else list(arrays.values())
        if description.form == "nested":
            inputs = nested(description.nesting, lambda name: arrays[name])
        return named_outputs(model.predict(inputs[0] if description.form == "one" else inputs, verbose=0), to_array)

    def needs(self, description: KerasDescription, stored: Stored) -> list[Need]:
        """Names Keras, and what it computes with."""
        backend = _BACKENDS.get(description.backend, (description.backend,))
        return [
            Need("keras", "the framework"),
            Need(installed_name(*backend), "Keras computes with it"),
            Need("numpy", "the arrays of requests"),
        ]


def _loaded(stored: Stored) -> Mapping[str, Any] | None:
    # The code of a program calls another object than the live one.
    return None if stored.file.endswith(".pb") else {}
