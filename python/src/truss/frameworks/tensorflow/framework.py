"""TensorFlow's answers to the questions of mk_truss."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from truss.frameworks.arrays.given import GivenArrays, in_form, rows_of_arrays
from truss.frameworks.arrays.outputs import named_outputs
from truss.frameworks.distribution_name import installed_name
from truss.frameworks.framework import Code, Need, Rows, Stored
from truss.frameworks.tensorflow.description import TensorFlowDescription, describe, given_of, to_array, traced
from truss.frameworks.tensorflow.functions import SIGNATURE, function_of, is_tensorflow, live_function
from truss.frameworks.tensorflow.template import render_model

_DISTRIBUTIONS = ("tensorflow", "tensorflow-cpu", "tensorflow-macos")


class TensorFlowFramework:
    """TensorFlow; see `Framework`."""

    name = "tensorflow"

    def recognises(self, model: object) -> bool:
        """Whether the object is a SavedModel that was loaded, a module, or a function of TensorFlow."""
        return is_tensorflow(model)

    def ready(self, model: Any) -> AbstractContextManager[Any]:
        """As it is."""
        return nullcontext(model)

    def check(self, model: Any) -> None:
        """Refuses what has no function."""
        if function_of(model) is None:  # else examples can still tell what it takes
            live_function(model, None)

    def rows(self, model: Any, examples: Any, most: int) -> Rows:
        """Takes an array of rows, several of them in a tuple or a dict, or records."""
        return rows_of_arrays(given_of(model, examples), examples, most, lambda few: in_form(few.arrays, few.form))

    def describe(self, model: Any, rows: object) -> TensorFlowDescription:
        """Tells from the signature what the function takes; where it has none, from the examples."""
        return describe(model, rows)

    def made_of(self, model: Any, description: TensorFlowDescription) -> object:
        """A SavedModel holds no Python."""
        return None

    def write(self, model: Any, description: TensorFlowDescription, folder: Path, by_value: bool) -> Stored:
        """Writes a SavedModel with the one signature that answers."""
        import tensorflow as tf

        live = traced(model, _example(description))
        tf.saved_model.save(live.owner, str(folder), signatures={SIGNATURE: live.function})
        return Stored("saved_model.pb", has_code=False)

    def template(self, description: TensorFlowDescription, stored: Stored) -> Code:
        """Gives the code that answers, on the devices that TensorFlow finds."""
        return Code(render_model(description, stored), None)

    def answer(self, model: Any, description: TensorFlowDescription, rows: Any) -> Mapping[str, Any]:
        """Calls the function."""
        import tensorflow as tf

        given = given_of(model, rows)
        tensors = dict(zip(description.names, map(tf.constant, given.arrays.values())))
        return named_outputs(traced(model, given)(**tensors), to_array)

    def needs(self, description: TensorFlowDescription, stored: Stored) -> list[Need]:
        """Names TensorFlow, under the name by which it is installed."""
        return [Need(installed_name(*_DISTRIBUTIONS), "the framework"), Need("numpy", "the arrays of requests")]


def _example(description: TensorFlowDescription) -> GivenArrays | None:
    """Rows of the types and shapes that were told: what has no signature of its own is traced with them again."""
    import numpy as np

    arrays: dict[str, Any] = {}
    for array in description.takes.arrays:
        if array.shape is None or array.dtype is None:
            return None
        shape = [max(1, length) for length in array.shape]
        arrays[array.name] = np.full(shape, "", object) if array.dtype == "str" else np.zeros(shape, array.dtype)
    return GivenArrays(arrays, "names")
