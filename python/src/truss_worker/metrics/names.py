"""Which names a metric of a model, and its labels, may have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

# Prometheus takes colons too, and keeps them for those who write rules.
_NAME: Final = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_NOT_IN_NAMES: Final = re.compile(r"[^a-zA-Z0-9_]+")
_MAX_NAME: Final = 200
_MAX_LABELS: Final = 10
_OURS: Final = "truss_"
# The server adds them to every series, which would then have them twice.
_LABELS_OF_THE_SERVER: Final = ("model", "version", "worker")


def check_name(name: str) -> None:
    """Raises ValueError where a metric cannot be called so, TypeError where that is no text."""
    _check_form("metric", name)
    if name.startswith(_OURS):
        raise ValueError(f"A metric cannot be called {name!r}: names that begin with {_OURS} are the server's own")


def check_labels(name: str, labels: Iterable[str], *, reserved: str | None = None) -> tuple[str, ...]:
    """The names of a metric's labels, in their order.

    Args:
        name: the metric's.
        labels: what its author gave.
        reserved: a label that this kind of metric has anyway.

    Raises:
        ValueError: one cannot be called so, stands twice, or there are too many.
        TypeError: they are no list of texts.
    """
    if isinstance(labels, str):
        raise TypeError(f"The labels of {name} are a list of names: [{labels!r}], not {labels!r}")
    checked = tuple(labels)
    for label in checked:
        _check_form("label", label)
        if label.startswith("__") or label == reserved or label in _LABELS_OF_THE_SERVER:
            raise ValueError(f"A label of {name} cannot be called {label!r}: every series has it already, or may have")
    if len(set(checked)) < len(checked):
        raise ValueError(f"A label of {name} stands twice: {', '.join(checked)}")
    if len(checked) > _MAX_LABELS:
        raise ValueError(f"{name} has {len(checked)} labels, at most {_MAX_LABELS} are possible")
    return checked


def _check_form(what: str, name: str) -> None:
    if not isinstance(name, str):
        raise TypeError(f"The name of a {what} is a text, not {type(name).__name__}")
    if len(name) > _MAX_NAME:
        raise ValueError(f"The name of a {what} has at most {_MAX_NAME} characters, not {len(name)}: {name[:40]}...")
    if _NAME.fullmatch(name) is None:
        better = _NOT_IN_NAMES.sub("_", name).lstrip("0123456789").strip("_")
        hint = f"; {better!r} would do" if better else ""
        raise ValueError(
            f"A {what} cannot be called {name!r}: letters, digits and _ make a name, and it begins with no digit{hint}"
        )
