"""Writes the code that answers with a Keras model."""

from __future__ import annotations

from truss.frameworks.arrays.reading import naming_of_outputs, reading_of_arrays
from truss.frameworks.framework import Stored
from truss.frameworks.keras.description import KerasDescription
from truss.frameworks.keras.files import load
from truss.frameworks.template import ModelClass, Snippet, render_class


def render_model(description: KerasDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the model.
        stored: how it lies in `data/model/`.
    """
    handed = "list(inputs.values())" if description.form == "list" else "inputs"
    has_texts = any(array.dtype == "str" for array in description.takes.arrays)
    if has_texts:
        handed = (
            "{name: tf.constant(array) for name, array in inputs.items()}" if description.takes.is_named else handed
        )
        handed = "tf.constant(inputs)" if not description.takes.is_named else handed
        handed = f"list({handed}.values())" if description.form == "list" else handed
    call = "self.model" if stored.is_program else "self.model.predict_on_batch"
    return render_class(
        ModelClass(
            title=description.title,
            file=stored.file,
            load=load(description, stored),
            reading=reading_of_arrays(description.takes, naming_of_outputs()),
            predict=Snippet([f"return as_answer({call}({handed}))"], ["tensorflow as tf"] if has_texts else []),
            answer='{"predictions": […]}',
            misfits="How Keras says that values do not fit.",
        )
    )
