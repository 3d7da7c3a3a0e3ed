"""Finds what only training does in a program that was made of a network in its mode for training.

A program keeps the mode of its network for good: no `eval()` takes dropout out of it any more, and its batch
normalisation goes on looking at the rows at hand. Nothing fails: the answers are other ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from truss.frameworks.pytorch.kinds import kind_of
from truss.frameworks.pytorch.programs import calls_in

_MODES = ("train", "training")
_CHANCES = ("p", "dropout", "dropout_p")
"""What PyTorch's own operations call the share of values that they drop."""


def training_steps(model: Any) -> list[str]:
    """Names the operations of a network's programs that do what only training should.

    Args:
        model: a network.

    Returns:
        Such as `dropout`, `batch_norm`; each once.
    """
    whole = model.program.graph_module if kind_of(model) == "exported" else model
    calls = (call for part in whole.modules() for call in calls_in(part))
    found = (name.partition("::")[2] for name, arguments in calls if _is_of_training(arguments))
    return list(dict.fromkeys(found))


def _is_of_training(arguments: Mapping[str, Any]) -> bool:
    """Whether an operation was called as training calls it; what is only known when it is called is left out."""
    if any(name in arguments and arguments[name] == 0 for name in _CHANCES):
        return False  # drops nothing
    if "momentum" in arguments and arguments.get("running_mean") is None:
        return False  # has no statistics of its training: it looks at the rows at hand in any mode
    return any(arguments.get(name) is True for name in _MODES) or isinstance(arguments.get("dropout_p"), float)
