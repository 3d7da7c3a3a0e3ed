"""TensorFlow: SavedModels that were loaded, modules, and functions with a signature."""

from __future__ import annotations

from truss.frameworks.framework import Framework
from truss.frameworks.tensorflow.description import TensorFlowDescription
from truss.frameworks.tensorflow.framework import TensorFlowFramework

FRAMEWORK: Framework[TensorFlowDescription] = TensorFlowFramework()
