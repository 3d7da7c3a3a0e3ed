"""Writes the `model/model.py` of a scikit-learn truss: code for a person to read and to extend."""

from __future__ import annotations

import textwrap
from pathlib import Path
from string import Template
from typing import Any

from truss.frameworks.sklearn.inputs import Inputs, InputsKind

_SAMPLES: dict[InputsKind, str] = {
    "rows": "[[number, …], …]",
    "text": "[text, …]",
    "mappings": "[{name: value, …}, …]",
    "records": "[{column: value, …}, …]",
}
_READ_CALLS: dict[InputsKind, str] = {
    "rows": "read_inputs(request, self.model)",
    "text": "read_inputs(request)",
    "mappings": "read_inputs(request)",
    "records": "read_inputs(request, self.columns)",
}
_ANSWERS = {False: '{"predictions": […]}', True: '{"predictions": […], "probabilities": [[…], …]}'}


def render_model(model: Any, inputs: Inputs, method: str, file: str) -> str:
    """Writes the code of a model class.

    Args:
        model: the estimator.
        inputs: what it takes.
        method: `predict` or `transform`.
        file: name of the file in `data/model/` with the estimator: `.joblib`, or `.pickle` of cloudpickle.
    """
    has_probabilities = method == "predict" and hasattr(model, "predict_proba")
    text = Template(_read("model.py.txt")).substitute(
        title=type(model).__name__,
        file=file,
        imports=_imports(inputs, file),
        load=_indent(_load(inputs, file), 2),
        request=f'{{"inputs": {_SAMPLES[inputs.kind]}}}',
        answer=_ANSWERS[has_probabilities],
        read=_READ_CALLS[inputs.kind],
        predict=_indent(_transform() if method == "transform" else _predict(model, has_probabilities), 3),
        read_inputs=_read(f"read_{inputs.kind}.py.txt"),
    )
    return text.rstrip() + "\n"


def transform_output() -> str | None:
    """The form of transformers' results that was set for all of scikit-learn here, which no pickle tells of."""
    from sklearn import get_config

    output = get_config().get("transform_output", "default")
    return None if output == "default" else str(output)


def _imports(inputs: Inputs, file: str) -> str:
    pickled = file.endswith(".pickle")
    wanted = {
        "json": inputs.kind == "records",
        "pickle": pickled,
        "": inputs.kind == "records" or pickled,
        "joblib": not pickled,
        "numpy as np": inputs.kind == "rows",
        "pandas as pd": inputs.kind == "records",
        "sklearn": transform_output() is not None,
    }
    return "\n".join(f"import {name}" if name else "" for name, is_wanted in wanted.items() if is_wanted)


def _load(inputs: Inputs, file: str) -> list[str]:
    lines = []
    if transform_output() is not None:
        lines.append(f'sklearn.set_config(transform_output="{transform_output()}")  # as it was for the fit')
    if file.endswith(".pickle"):
        lines.append("# It holds code of a notebook or script, which only the same minor version of Python can read.")
        lines.append(f'with open(self.model_dir / "{file}", "rb") as file:')
        lines.append("    self.model = pickle.load(file)")
    else:
        lines.append(f'self.model = joblib.load(self.model_dir / "{file}")')
    if inputs.kind == "records":
        lines.append('self.columns = json.loads((self.model_dir / "columns.json").read_text("utf-8"))')
    return lines


def _predict(model: Any, has_probabilities: bool) -> list[str]:
    lines = ['answer = {"predictions": self.model.predict(inputs)}']
    if has_probabilities and isinstance(getattr(model, "classes_", None), list):
        lines.append("# scikit-learn gives an array for each output; here each row has them all.")
        lines.append('answer["probabilities"] = list(zip(*self.model.predict_proba(inputs)))')
    elif has_probabilities:
        lines.append('answer["probabilities"] = self.model.predict_proba(inputs)')
    return [*lines, "return answer"]


def _transform() -> list[str]:
    return [
        "result = self.model.transform(inputs)",
        'return {"predictions": result.toarray() if hasattr(result, "toarray") else result}',
    ]


def _indent(lines: list[str], levels: int) -> str:
    return textwrap.indent("\n".join(lines), "    " * levels)


def _read(name: str) -> str:
    return (Path(__file__).parent / "templates" / name).read_text("utf-8").rstrip()
