"""Writes the code that answers with an MLflow model."""

from __future__ import annotations

from pathlib import Path

from truss.frameworks.arrays.inputs import ArrayInputs
from truss.frameworks.arrays.reading import reading_of_arrays
from truss.frameworks.framework import Stored
from truss.frameworks.mlflow.description import Items, MlflowDescription
from truss.frameworks.tabular.reading import reading_of
from truss.frameworks.template import ModelClass, Reading, Snippet, reading_of_parameters, render_class

_TEMPLATES = Path(__file__).parent / "templates"


def render_model(description: MlflowDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the model.
        stored: how it lies in `data/model/`.
    """
    load = [f'self.model = mlflow.pyfunc.load_model(str(self.model_dir / "{stored.file}"))']
    if description.parameters:
        load.append("self.parameters = {spec.name: spec for spec in self.model.metadata.get_params_schema()}")
    return render_class(
        ModelClass(
            title=description.title,
            file=stored.file,
            load=Snippet(load, ["mlflow.pyfunc"]),
            reading=_reading(description),
            predict=Snippet(_predict(description)),
            answer='{"predictions": […]}',
            misfits="How MLflow says that values do not fit the signature.",
            errors="TypeError, ValueError, mlflow.exceptions.MlflowException",
        )
    )


def _predict(description: MlflowDescription) -> list[str]:
    chosen = ", params=parameters" if description.parameters else ""
    lines = ["parameters = checked_parameters(request, self.parameters)"] if description.parameters else []
    if description.streams:
        lines += [
            'if isinstance(request, dict) and request.get("stream"):',
            "    if len(inputs) != 1:",
            '        raise HTTPError(400, "stream: there has to be one row")',
            f"    return self.model.predict_stream(inputs{chosen})",
        ]
    return [*lines, f'return {{"predictions": self.model.predict(inputs{chosen})}}']


def _reading(description: MlflowDescription) -> Reading:
    takes = description.takes
    if isinstance(takes, ArrayInputs):
        reading = reading_of_arrays(takes)
    elif isinstance(takes, Items):
        reading = Reading('{"inputs": [item, …]}', "read_inputs(request)", _text("read_items"), Snippet((), ["json"]))
    else:
        reading = reading_of(takes, "None")
        if any(column.may_be_absent for column in takes.columns.values()):
            call = f"without_absent({reading.call}, request, self.columns)"
            functions = f"{reading.functions.rstrip()}\n\n\n{_text('without_absent')}"
            reading = reading._replace(call=call, functions=functions)
    if not description.parameters:
        return reading
    names = [parameter.name for parameter in description.parameters]
    # MLflow's own clients call them params.
    sent = 'request.get("params", request.get("parameters"))'
    table = reading_of_parameters(names, "The signature has their types.", sent)
    functions = f"{reading.functions.rstrip()}\n\n\n{_text('checked_parameters')}\n\n{table}"
    return reading._replace(functions=functions)


def _text(name: str) -> str:
    return (_TEMPLATES / f"{name}.py.txt").read_text("utf-8")
