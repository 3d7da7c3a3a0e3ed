"""ONNX: its files and protobuf messages, answered by onnxruntime."""

from __future__ import annotations

from truss.frameworks.framework import Framework
from truss.frameworks.onnx.description import OnnxDescription
from truss.frameworks.onnx.framework import OnnxFramework

FRAMEWORK: Framework[OnnxDescription] = OnnxFramework()
