"""What the annotations of a method's stages say of its input and of its output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.annotations.resolving import resolve_annotation

if TYPE_CHECKING:
    from truss_worker.model.methods.stage import Stage


def input_annotation(stages: tuple[Stage, ...]) -> Any:
    """What the body is annotated with: in preprocess; or in predict, if preprocess says nothing about what it takes."""
    annotations = (stage.arguments.body_annotation for stage in stages)
    return next((annotation for annotation in annotations if annotation is not None), None)


def output_annotation(stages: tuple[Stage, ...]) -> Any:
    """What the last stage is annotated to give; None where it says nothing."""
    function = stages[-1].function
    return resolve_annotation(getattr(function, "__annotations__", {}).get("return"), function)
