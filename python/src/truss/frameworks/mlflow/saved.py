"""A model in a directory of MLflow's, loaded as a Python function."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
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
                "MODEL_CANNOT_PREDICT", message, f"Hand over the path of its directory, which has {MODEL_FILE}"
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

    def requirements(self) -> Sequence[str]:
        """The names of the distributions that its own list has."""
        listed = self.directory / "requirements.txt"
        lines = listed.read_text("utf-8").splitlines() if listed.exists() else []
        return [found.group(1) for line in lines if (found := _NAME.match(line)) is not None]
