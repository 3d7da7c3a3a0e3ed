"""PyTorch: modules, programs of TorchScript, and exported programs."""

from __future__ import annotations

from truss.frameworks.framework import Framework
from truss.frameworks.pytorch.description import TorchDescription
from truss.frameworks.pytorch.framework import TorchFramework

FRAMEWORK: Framework[TorchDescription] = TorchFramework()
