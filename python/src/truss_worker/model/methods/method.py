"""The methods of a loaded model, ready to be called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truss_worker.annotations.reading import input_reader
from truss_worker.errors import WorkerError
from truss_worker.model.methods.served_methods import OPENAI_STYLE
from truss_worker.model.methods.stage import ASYNC_GENERATOR, GENERATOR
from truss_worker.model.methods.stage_annotations import input_annotation

if TYPE_CHECKING:
    from truss_worker.model.methods.handed_on import HandedOn
    from truss_worker.model.methods.stage import Stage


class Method:
    """What the server may call: up to three stages, of which each gets what the one before it gave.

    They are told apart because predict alone is what a loop bounds, and what several requests can share.

    Args:
        name: such as `predict`.
        predict: the stage that the method is named after.
        before: `preprocess`, of the method predict.
        after: `postprocess`, of the method predict.
        is_batch_of_one: whether predict is `predict_batch` with a list of one.
        handed_on: what passes from one stage to another on the model, so that the stages of two requests must not mix.
    """

    def __init__(
        self,
        name: str,
        predict: Stage,
        before: Stage | None = None,
        after: Stage | None = None,
        *,
        is_batch_of_one: bool = False,
        handed_on: HandedOn | None = None,
    ) -> None:
        self.name = name
        self.handed_on = handed_on
        self.is_batch_of_one = is_batch_of_one
        self.before = before
        self.predict = predict
        self.after = after
        self.stages = tuple(stage for stage in (before, predict, after) if stage is not None)
        """Those that there are, in their order."""
        self.takes_body = any("body" in stage.arguments.order for stage in self.stages)
        classes = [stage.arguments.request_class for stage in self.stages if stage.arguments.request_class]
        self.request_class = classes[0] if classes else None
        self.read_input = input_reader(input_annotation(self.stages))
        """What makes the body the pydantic model or the dataclass that it is annotated with, where it is."""
        self.takes_object = name in OPENAI_STYLE and self.read_input is None
        """Whether the body has to be an object, and nobody else looks whether it is."""

    @property
    def kind(self) -> str:
        """That of predict, or of an `after` that streams."""
        last = self.stages[-1].kind
        return last if last in (GENERATOR, ASYNC_GENERATOR) else self.predict.kind


def find_method(methods: dict[str, Method], name: str) -> Method:
    """The method of that name. Raises WorkerError (MODEL_METHOD_MISSING)."""
    method = methods.get(name)
    if method is None:
        known = ", ".join(sorted(methods)) or "none"
        raise WorkerError("MODEL_METHOD_MISSING", f"The model has no method {name}; it has {known}")
    return method
