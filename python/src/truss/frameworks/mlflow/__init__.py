"""MLflow: the directories of models that it can call as Python functions, of whichever flavour."""

from __future__ import annotations

from truss.frameworks.framework import Framework
from truss.frameworks.mlflow.description import MlflowDescription
from truss.frameworks.mlflow.framework import MlflowFramework

FRAMEWORK: Framework[MlflowDescription] = MlflowFramework()
