"""scikit-learn: estimators, pipelines, and whatever follows its conventions."""

from __future__ import annotations

from truss.frameworks.sklearn.framework import SklearnFramework

__all__ = ["SklearnFramework"]
