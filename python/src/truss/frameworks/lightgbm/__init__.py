"""LightGBM: its models, native ones and those with scikit-learn's methods."""

from __future__ import annotations

from truss.frameworks.framework import Framework
from truss.frameworks.lightgbm.description import LightGBMDescription
from truss.frameworks.lightgbm.framework import LightGBMFramework

FRAMEWORK: Framework[LightGBMDescription] = LightGBMFramework()
