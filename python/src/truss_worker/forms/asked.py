"""How a request wants its answer: found with its body, needed when the model has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from truss_worker.v2.wanted import Wanted
    from truss_worker.wire.codec import Frame


class Asked(NamedTuple):
    """What the encoding of an answer takes from its request."""

    form: int
    """The form of an answer that is a value; what is bytes or a response keeps its own."""
    has_predictions: bool = False
    """Whether it is a dict with `predictions`, as MLflow's and SageMaker's callers expect it."""
    table: str | None = None
    """The media type of a table that it is wanted as, such as `text/csv`."""
    outputs: Wanted | None = None
    """What a request of V2 wants of the outputs; None where nobody has read it, and for every other form."""
    unread: Frame | None = None
    """The request that says so, where nobody has read it."""
    render: Callable[[Any], Any] | None = None
    """What makes of the model's value the one that is sent, where the body asks for a form of it."""
