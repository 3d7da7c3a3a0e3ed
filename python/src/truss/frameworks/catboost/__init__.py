"""CatBoost: its models, native ones and those with scikit-learn's methods."""

from __future__ import annotations

from truss.frameworks.catboost.description import CatBoostDescription
from truss.frameworks.catboost.framework import CatBoostFramework
from truss.frameworks.framework import Framework

FRAMEWORK: Framework[CatBoostDescription] = CatBoostFramework()
