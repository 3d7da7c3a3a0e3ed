"""Writes the code that answers with an object that no framework knows."""

from __future__ import annotations

import textwrap
from pathlib import Path
from string import Template

from truss.frameworks.custom.description import CustomDescription
from truss.frameworks.framework import Stored
from truss.frameworks.pickled import load_pickled
from truss.frameworks.tabular.reading import reading_of
from truss.frameworks.template import ModelClass, Snippet, render_class

_FUNCTION = Path(__file__).parent / "templates" / "function.py.txt"

_VALUES = '{"predictions": […]}'
_BOTH = '{"predictions": […], "probabilities": [[…], …]}'


def render_model(description: CustomDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the object.
        stored: how it lies in `data/model/`.
    """
    load = load_pickled(stored)
    if description.takes is None:
        lines = textwrap.indent("\n".join(load.lines), " " * 8)
        imports = "".join(f"import {name}\n" for name in load.imports)
        text = _FUNCTION.read_text("utf-8")
        return Template(text).substitute(title=description.title, file=stored.file, imports=imports, load=lines)
    predict = ['answer = {"predictions": self.model.predict(inputs)}']
    if description.has_probabilities:
        predict.append('answer["probabilities"] = self.model.predict_proba(inputs)')
    return render_class(
        ModelClass(
            title=description.title,
            file=stored.file,
            load=load,
            reading=reading_of(description.takes, "None"),
            predict=Snippet([*predict, "return answer"]),
            answer=_BOTH if description.has_probabilities else _VALUES,
            misfits="How most models say that values do not fit.",
        )
    )
