"""JAX and Flax: modules of NNX, modules of Linen with their variables, and functions."""

from __future__ import annotations

from truss.frameworks.framework import Framework
from truss.frameworks.jax.framework import JaxDescription, JaxFramework

FRAMEWORK: Framework[JaxDescription] = JaxFramework()
