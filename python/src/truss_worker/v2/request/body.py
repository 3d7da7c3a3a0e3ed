"""The inputs of an inference request as the model gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.values.request_body import RequestBody

if TYPE_CHECKING:
    from collections.abc import Mapping


class V2Body(RequestBody):
    """A dict of each input's name to its value; a single input also answers to `inputs` and `instances`.

    Args:
        inputs: name to value.
        identifier: the request's own `id`, or None.
        parameters: the request's `parameters`.
        input_parameters: name of the input to its `parameters`.
    """

    __slots__ = ("id", "input_parameters", "parameters")

    def __init__(
        self,
        inputs: Mapping[str, Any] = {},
        identifier: str | None = None,
        parameters: Mapping[str, Any] = {},
        input_parameters: Mapping[str, Mapping[str, Any]] = {},
    ) -> None:
        super().__init__(inputs)
        self.id = identifier
        self.parameters = dict(parameters)
        self.input_parameters = dict(input_parameters)

    def copy(self) -> V2Body:
        """A shallow copy that answers in the same way."""
        return V2Body(self, self.id, self.parameters, self.input_parameters)

    def _sent_name(self, key: Any) -> str | None:
        is_only = len(self) == 1 and key in ("inputs", "instances")
        return next(iter(self)) if is_only else super()._sent_name(key)
