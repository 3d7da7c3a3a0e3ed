"""Transformers: pipelines, and models with what makes their inputs."""

from __future__ import annotations

from truss.frameworks.framework import Framework
from truss.frameworks.transformers.description import PipelineDescription
from truss.frameworks.transformers.framework import TransformersFramework

FRAMEWORK: Framework[PipelineDescription] = TransformersFramework()
