"""sentence-transformers: texts to vectors, and pairs of texts to scores."""

from __future__ import annotations

from truss.frameworks.framework import Framework
from truss.frameworks.sentence_transformers.description import SentenceDescription
from truss.frameworks.sentence_transformers.framework import SentenceFramework

FRAMEWORK: Framework[SentenceDescription] = SentenceFramework()
