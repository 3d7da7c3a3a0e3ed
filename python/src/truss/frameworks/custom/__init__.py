"""Anything else: functions, and objects with a method predict."""

from __future__ import annotations

from truss.frameworks.custom.description import CustomDescription
from truss.frameworks.custom.framework import CustomFramework
from truss.frameworks.framework import Framework

FRAMEWORK: Framework[CustomDescription] = CustomFramework()
