"""Keras 3: functional, sequential and subclassed models, on every backend."""

from __future__ import annotations

from truss.frameworks.framework import Framework
from truss.frameworks.keras.description import KerasDescription
from truss.frameworks.keras.framework import KerasFramework

FRAMEWORK: Framework[KerasDescription] = KerasFramework()
