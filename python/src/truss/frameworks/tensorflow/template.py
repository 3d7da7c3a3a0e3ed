"""Writes the code that answers with a SavedModel."""

from __future__ import annotations

import json

from truss.frameworks.arrays.reading import naming_of_outputs, reading_of_arrays
from truss.frameworks.framework import Stored
from truss.frameworks.template import ModelClass, Snippet, render_class
from truss.frameworks.tensorflow.description import TensorFlowDescription
from truss.frameworks.tensorflow.functions import SIGNATURE


def render_model(description: TensorFlowDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the function.
        stored: how it lies in `data/model/`.
    """
    load = [
        "# It holds the variables of the function, which are gone where nobody keeps it.",
        "self.program = tf.saved_model.load(str(self.model_dir))",
        f'self.model = self.program.signatures["{SIGNATURE}"]',
    ]
    if description.takes.is_named:
        tensors = "**{name: tf.constant(array) for name, array in inputs.items()}"
    else:
        tensors = f"**{{{json.dumps(description.names[0])}: tf.constant(inputs)}}"
    return render_class(
        ModelClass(
            title=description.title,
            file=stored.file,
            load=Snippet(load, ["tensorflow as tf"]),
            reading=reading_of_arrays(description.takes, naming_of_outputs()),
            predict=Snippet([f"found = self.model({tensors})", "return as_answer(dict(sorted(found.items())))"]),
            answer='{"predictions": […]}',
            misfits="How TensorFlow says that values do not fit.",
            errors="TypeError, ValueError, tf.errors.InvalidArgumentError",
        )
    )
