"""MLflow's answers to the questions of mk_truss."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from truss.frameworks.arrays.given import arrays_given, rows_of_arrays
from truss.frameworks.arrays.inputs import ONLY
from truss.frameworks.distribution_name import installed_name
from truss.frameworks.example_rows import rows_given
from truss.frameworks.framework import Code, Need, Rows, Stored
from truss.frameworks.mlflow.description import MlflowDescription, describe
from truss.frameworks.mlflow.saved import SavedModel, is_mlflow
from truss.frameworks.mlflow.template import render_model
from truss.frameworks.tabular.inputs import Inputs
from truss.frameworks.tabular.reading import write_columns

_FOLDER = "mlflow"
_DISTRIBUTIONS = ("mlflow", "mlflow-skinny")
"""The second is the first without its server and its stores."""


class MlflowFramework:
    """Directories of MLflow's models, kept as they are; see `Framework`."""

    name = "mlflow"

    def recognises(self, model: object) -> bool:
        """Whether it is the path of a model's directory, or a model that was loaded from one."""
        return is_mlflow(model)

    @contextmanager
    def ready(self, model: Any) -> Iterator[SavedModel]:
        """Loaded: only so it answers, and tells what its signature is."""
        yield SavedModel(model)

    def check(self, model: SavedModel) -> None:
        """What was loaded can predict."""

    def rows(self, model: SavedModel, examples: Any, most: int) -> Rows:
        """Takes rows; of tensors with names an array for each."""
        import numpy as np

        schema = model.function.metadata.get_input_schema()
        if schema is None or not schema.is_tensor_spec():
            rows = rows_given(examples)
            return Rows(rows, rows[:most], rows[:most])
        given = arrays_given(examples, schema.input_names() if schema.has_input_names() else [], np.asarray)
        return rows_of_arrays(
            given, examples, most, lambda few: few.arrays[ONLY] if few.form == "one" else dict(few.arrays)
        )

    def describe(self, model: SavedModel, rows: object) -> MlflowDescription:
        """Tells what the model's signature declares; without one, what the examples show."""
        return describe(model, rows)

    def made_of(self, model: SavedModel, description: MlflowDescription) -> object:
        """What its own list of requirements names."""
        return None

    def write(self, model: SavedModel, description: MlflowDescription, folder: Path, by_value: bool) -> Stored:
        """Copies the directory."""
        if isinstance(description.takes, Inputs):
            write_columns(description.takes, folder)
        shutil.copytree(model.directory, folder / _FOLDER)
        return Stored(_FOLDER, has_code=False)

    def template(self, description: MlflowDescription, stored: Stored) -> Code:
        """Gives the code that answers with the Python function."""
        return Code(render_model(description, stored), loaded=None, parameters=description.parameters)

    def answer(self, model: SavedModel, description: MlflowDescription, rows: Any) -> Mapping[str, Any]:
        """Calls the Python function."""
        return {"predictions": model.function.predict(rows)}

    def needs(self, description: MlflowDescription, stored: Stored) -> list[Need]:
        """Names MLflow, what the model's own list has, and what carries rows."""
        mlflow = installed_name(*_DISTRIBUTIONS)
        needs = {mlflow: "the framework", "numpy": "arrays of rows", "pandas": "MLflow's Python functions need it"}
        for name in description.requirements:
            if name not in _DISTRIBUTIONS:
                needs.setdefault(name, "in the model's own requirements")
        return [Need(name, why) for name, why in needs.items()]
