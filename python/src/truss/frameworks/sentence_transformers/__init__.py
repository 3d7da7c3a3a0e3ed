"""sentence-transformers: texts to vectors, and pairs of texts to scores."""

from __future__ import annotations

from truss.frameworks.framework import Framework
from truss.frameworks.sentence_transformers.framework import SentenceDescription, SentenceFramework

FRAMEWORK: Framework[SentenceDescription] = SentenceFramework()
