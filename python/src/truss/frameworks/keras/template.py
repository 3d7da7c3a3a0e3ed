"""Writes the code that answers with a Keras model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from truss.frameworks.arrays.reading import naming_of_outputs, reading_of_arrays
from truss.frameworks.framework import Stored
from truss.frameworks.keras.description import KerasDescription, nested
from truss.frameworks.keras.files import load
from truss.frameworks.template import ModelClass, Snippet, render_class


def render_model(description: KerasDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the model.
        stored: how it lies in `data/model/`.
    """
    has_texts = any(array.dtype == "str" for array in description.takes.arrays)
    call = "self.model" if stored.is_program else "self.model.predict_on_batch"
    return render_class(
        ModelClass(
            title=description.title,
            file=stored.file,
            load=load(description, stored),
            reading=reading_of_arrays(description.takes, naming_of_outputs()),
            predict=Snippet(
                [f"return as_answer({call}({_handed(description, has_texts)}))"],
                ["tensorflow as tf"] if has_texts else [],
            ),
            answer='{"predictions": […]}',
            misfits="How Keras says that values do not fit.",
        )
    )


def _handed(description: KerasDescription, has_texts: bool) -> str:
    """The inputs as the model wants them; Keras takes texts as a tensor alone."""
    if description.form == "nested":
        return _literal(nested(description.nesting, lambda name: _tensor(f"inputs[{json.dumps(name)}]", has_texts)))
    if not description.takes.is_named:
        return _tensor("inputs", has_texts)
    named = "{name: tf.constant(array) for name, array in inputs.items()}" if has_texts else "inputs"
    return f"list({named}.values())" if description.form == "list" else named


def _tensor(code: str, has_texts: bool) -> str:
    return f"tf.constant({code})" if has_texts else code


def _literal(nesting: Any) -> str:
    """Lists and dicts of code as code."""
    if isinstance(nesting, Mapping):
        return f"{{{', '.join(f'{_key(key)}: {_literal(value)}' for key, value in nesting.items())}}}"
    return f"[{', '.join(map(_literal, nesting))}]" if isinstance(nesting, list) else str(nesting)


def _key(key: Any) -> str:
    return json.dumps(key, ensure_ascii=False) if isinstance(key, str) else repr(key)
