"""A model in a directory of MLflow's, loaded as a Python function."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from truss.errors import error_of

MODEL_FILE = "MLmodel"
_NAME = re.compile(r"\s*([A-Za-z0-9][\w.-]*)")


def is_mlflow(model: object) -> bool:
    """Whether it is the path of a model's directory, or a model that was loaded from one."""
    if isinstance(model, (str, PurePath)):
        return os.path.isfile(os.path.join(model, MODEL_FILE))
    library = sys.modules.get("mlflow.pyfunc")
    return library is not None and isinstance(model, library.PyFuncModel)


class SavedModel:
    """A model that was loaded from its directory.

    Args:
        model: the path.

    Raises:
        TrussError: `MODEL_CANNOT_PREDICT` where MLflow is not there, or cannot load it; and for a model without a path.
    """

    def __init__(self, model: Any) -> None:
        if not isinstance(model, (str, PurePath)):
            message = f"This {type(model).__name__} does not tell where it was loaded from"
            raise error_of(
                "MODEL_CANNOT_PREDICT",
                message,
                f"Hand over the path of its directory, which has {MODEL_FILE}: mlflow.artifacts.download_artifacts(…) "
                "gives it for an address such as models:/churn/1",
            )
        self.directory = Path(model)
        try:
            import mlflow.pyfunc

            self.function = mlflow.pyfunc.load_model(str(model))
        except Exception as error:
            message = f"MLflow cannot load {self.directory.name} as a Python function: {type(error).__name__}: {error}"
            hint = "Install what its requirements.txt names; a model needs the flavor python_function in MLmodel"
            raise error_of("MODEL_CANNOT_PREDICT", message, hint) from error

    @property
    def title(self) -> str:
        """What a person calls it."""
        return f"MLflow model {self.directory.resolve().name}"

    @property
    def streams(self) -> bool:
        """Whether it can answer in pieces, with `predict_stream`."""
        return bool(self.function.metadata.flavors.get("python_function", {}).get("streamable"))

    def example_rows(self) -> list[Any] | None:
        """The rows that were saved with it as its input example, as a request has them; None where there are none."""
        from truss_worker.values.json_encode import to_plain

        try:
            example = to_plain(_rows_of(self.function.metadata.load_input_example(str(self.directory))))
        except Exception:  # noqa: BLE001 - a lost or odd example is no reason to refuse the model
            return None
        return example if isinstance(example, list) and example else None

    def requirements(self) -> Sequence[str]:
        """The names of the distributions that its own list has; of old versions of MLflow its conda environment's."""
        listed, of_conda = self.directory / "requirements.txt", self.directory / "conda.yaml"
        if listed.exists():
            lines = listed.read_text("utf-8").splitlines()
        elif of_conda.exists():
            lines = _lines_of_conda(of_conda.read_text("utf-8"))
        else:
            return []
        return [found for line in lines if (found := _distribution_of(line)) is not None]


def _rows_of(example: Any) -> Any:
    """The rows of a table, of a list, or of several arrays by their names."""
    if hasattr(example, "to_dict"):
        return example.to_dict(orient="records")
    if isinstance(example, Mapping) and all(hasattr(array, "tolist") for array in example.values()):
        return [dict(zip(example, row)) for row in zip(*example.values())]
    return [example] if isinstance(example, Mapping) else example


def _distribution_of(line: str) -> str | None:
    """The distribution of a line of requirements; None of a line that names none."""
    line = line.partition(" #")[0].strip()
    if "#egg=" in line:
        line = line.partition("#egg=")[2]
    elif line.endswith(".whl"):
        line = PurePath(line).name.partition("-")[0]
    elif "://" in line.partition("@")[0]:
        return None
    found = _NAME.match(line)
    return None if found is None else found.group(1)


def _lines_of_conda(text: str) -> list[str]:
    """The dependencies of a `conda.yaml`, where conda's own packages stand beside pip's: `- numpy=1.20`."""
    items = [line.strip() for line in text.partition("dependencies:")[2].splitlines()]
    lines = [item[len("- ") :].strip() for item in items if item.startswith("- ")]
    return [line for line in lines if re.match(r"(pip|python)\b(?!-)", line) is None]
