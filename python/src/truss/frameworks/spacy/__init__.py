"""spaCy: texts to documents."""

from __future__ import annotations

from truss.frameworks.framework import Framework
from truss.frameworks.spacy.description import SpacyDescription
from truss.frameworks.spacy.framework import SpacyFramework

FRAMEWORK: Framework[SpacyDescription] = SpacyFramework()
