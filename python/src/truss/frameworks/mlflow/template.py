"""Writes the code that answers with an MLflow model."""

from __future__ import annotations

from truss.frameworks.arrays.inputs import ArrayInputs
from truss.frameworks.arrays.reading import reading_of_arrays
from truss.frameworks.framework import Stored
from truss.frameworks.mlflow.description import MlflowDescription
from truss.frameworks.tabular.reading import reading_of
from truss.frameworks.template import ModelClass, Snippet, render_class


def render_model(description: MlflowDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the model.
        stored: how it lies in `data/model/`.
    """
    takes = description.takes
    reading = reading_of_arrays(takes) if isinstance(takes, ArrayInputs) else reading_of(takes, "None")
    load = [f'self.model = mlflow.pyfunc.load_model(str(self.model_dir / "{stored.file}"))']
    return render_class(
        ModelClass(
            title=description.title,
            file=stored.file,
            load=Snippet(load, ["mlflow.pyfunc"]),
            reading=reading,
            predict=Snippet(['return {"predictions": self.model.predict(inputs)}']),
            answer='{"predictions": […]}',
            misfits="How MLflow says that values do not fit the signature.",
            errors="TypeError, ValueError, mlflow.exceptions.MlflowException",
        )
    )
