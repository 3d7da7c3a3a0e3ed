"""Describes what a classifier answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from truss.frameworks.tensors import ANY_LENGTH, Tensor, datatype_of

# More than these are a file of their own, and not a part of a config that people read.
_MOST_CLASSES = 1000


def outputs_of_classes(classes: Sequence[Any], has_probabilities: bool) -> list[Tensor]:
    """Describes predictions that are one of some classes, and a probability for each of them.

    Args:
        classes: what a prediction can be.
        has_probabilities: whether these are answered too.
    """
    import numpy as np

    datatype = datatype_of(np.asarray(classes))
    told = [] if datatype is None or len(classes) > _MOST_CLASSES else np.asarray(classes).tolist()
    outputs = [] if datatype is None else [Tensor("predictions", datatype, [ANY_LENGTH], told)]
    if has_probabilities:
        outputs.append(Tensor("probabilities", "FP64", [ANY_LENGTH, len(classes)], told))
    return outputs
