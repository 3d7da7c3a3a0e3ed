"""statsmodels: the results of its models, which predict."""

from __future__ import annotations

from truss.frameworks.framework import Framework
from truss.frameworks.statsmodels.description import StatsmodelsDescription
from truss.frameworks.statsmodels.framework import StatsmodelsFramework

FRAMEWORK: Framework[StatsmodelsDescription] = StatsmodelsFramework()
