"""scikit-learn: estimators, pipelines, and whatever follows its conventions."""

from __future__ import annotations

from truss.frameworks.framework import Framework
from truss.frameworks.sklearn.description import SklearnDescription
from truss.frameworks.sklearn.framework import SklearnFramework

FRAMEWORK: Framework[SklearnDescription] = SklearnFramework()
