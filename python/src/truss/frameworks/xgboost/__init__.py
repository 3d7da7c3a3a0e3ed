"""XGBoost: its models, native ones and those with scikit-learn's methods."""

from __future__ import annotations

from truss.frameworks.framework import Framework
from truss.frameworks.xgboost.description import XGBoostDescription
from truss.frameworks.xgboost.framework import XGBoostFramework

FRAMEWORK: Framework[XGBoostDescription] = XGBoostFramework()
