"""One call of the model: what a request asks for, on its way from a body to an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.errors import WorkerError
from truss_worker.forms.openai_answers import RENDERED, renderer_of
from truss_worker.forms.openai_bodies import require_object
from truss_worker.forms.table import asked_of, decode_body
from truss_worker.http.disconnect import Departure
from truss_worker.http.starlette_objects import make_request
from truss_worker.loops.stage_times import stage_times_of
from truss_worker.model.methods.method import find_method
from truss_worker.model.methods.served_methods import WEBSOCKET
from truss_worker.process.traces import open_trace
from truss_worker.wire import protocol

if TYPE_CHECKING:
    from truss_worker.loops.serving import Serving
    from truss_worker.wire.codec import Frame


class Call:
    """A request whose body is decoded; the stages of its method turn `value` into what the model answers.

    Args:
        serving: the model.
        frame: the REQUEST.
        began: when it was taken up, of `perf_counter`.

    Raises:
        WorkerError: MODEL_METHOD_MISSING; WIRE_UNSUPPORTED for another request than a WebSocket that goes on in
            further frames; REQUEST_BODY_INVALID and others of `decode_body`; REQUEST_INPUT_INVALID.
    """

    __slots__ = ("asked", "began", "departure", "frame", "http_request", "method", "times", "value")

    def __init__(self, serving: Serving, frame: Frame, began: float) -> None:
        name = frame.header.get("method", "predict")
        if (frame.flags & protocol.FLAG_MORE) != (name == WEBSOCKET):
            raise WorkerError("WIRE_UNSUPPORTED", "Only a WebSocket goes on in further frames, and always does")
        self.frame = frame
        self.began = began
        self.times = None
        """Where its stages are measured; None where nobody wants to know."""
        if frame.header:
            self.times = stage_times_of(frame, began)
            open_trace(frame)
        self.method = method = find_method(serving.methods, name)
        self.value: Any = None
        """What the next stage gets; None where no stage takes the body."""
        if method.takes_body:
            self.value, self.asked = decode_body(frame, serving.context)
            if method.takes_object:
                require_object(name, self.value)
            render = renderer_of(name, self.value) if name in RENDERED else None
            if render is not None:
                self.asked = self.asked._replace(render=render)
        else:
            self.asked = asked_of(frame)
        if method.read_input is not None:
            self.value = method.read_input(self.value)
        kind = method.request_class
        self.departure: Departure | None = None
        """Whether the client has left, where a stage can look."""
        self.http_request: Any = None
        """The `Request` object, where a stage takes it."""
        if kind is not None:
            signals = serving.signals
            departure = Departure(lambda: signals.is_cancelled(frame.id))
            self.departure = departure
            self.http_request = make_request(kind, frame.header.get("http", {}), bytes(frame.body), departure.look)

    def keep_measuring(self) -> None:
        """Counts the items of a stream, which are made after the stage that gave it, as that stage."""
        if self.times is not None:
            self.times.go_on()
