"""The methods of a loaded model, ready to be called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from truss_worker.annotations.reading import input_reader
from truss_worker.errors import WorkerError
from truss_worker.model.methods.stage import ASYNC_GENERATOR, GENERATOR, Stage
from truss_worker.model.methods.stage_annotations import input_annotation

if TYPE_CHECKING:
    from collections.abc import Callable


class Method(NamedTuple):
    """What the server may call: a chain of stages, of which each gets what the one before it gave."""

    name: str
    stages: tuple[Stage, ...]
    kind: str
    takes_body: bool
    request_class: type | None
    read_input: Callable[[Any], Any] | None
    """What makes the body the pydantic model or the dataclass that it is annotated with, where it is."""


def make_method(name: str, stages: tuple[Stage, ...]) -> Method:
    """A method of the stages; its kind is that of the stage of its own name, or of a postprocess that streams."""
    takes_body = any("body" in stage.arguments.order for stage in stages)
    request_classes = [stage.arguments.request_class for stage in stages if stage.arguments.request_class]
    kind = next(stage.kind for stage in stages if stage.name in (name, "predict_batch"))
    if stages[-1].kind in (GENERATOR, ASYNC_GENERATOR):
        kind = stages[-1].kind
    request_class = request_classes[0] if request_classes else None
    return Method(name, stages, kind, takes_body, request_class, input_reader(input_annotation(stages)))


def find_method(methods: dict[str, Method], name: str) -> Method:
    """The method of that name. Raises WorkerError (MODEL_METHOD_MISSING)."""
    method = methods.get(name)
    if method is None:
        known = ", ".join(sorted(methods)) or "none"
        raise WorkerError("MODEL_METHOD_MISSING", f"The model has no method {name}; it has {known}")
    return method
