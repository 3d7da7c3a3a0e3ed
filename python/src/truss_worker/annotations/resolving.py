"""Annotations as the values that they stand for."""

from __future__ import annotations

import inspect
import typing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def resolve_annotation(annotation: Any, function: Callable[..., Any]) -> Any:
    """The annotation as a value; a string (of a postponed annotation) that names nothing stays a string.

    Args:
        annotation: what stands in the signature.
        function: whose module the names in it are looked up in.
    """
    if annotation is inspect.Parameter.empty:
        return None
    if not isinstance(annotation, str):
        return annotation

    def holder() -> None:
        """Has one annotation, so that one that cannot be understood does not hide the others."""

    holder.__annotations__ = {"value": annotation.strip("'\" ")}
    namespace = getattr(inspect.unwrap(function), "__globals__", {})
    try:
        return typing.get_type_hints(holder, namespace, include_extras=True)["value"]
    except Exception:  # noqa: BLE001 - evaluating the user's annotations can raise anything
        return annotation
