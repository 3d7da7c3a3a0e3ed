"""Requests to a model without coroutines: one after another, in the main thread, on blocking sockets.

Without an event loop, which costs several times what a small model does.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from truss_worker.forms.response import is_stream
from truss_worker.forms.table import encode_answer
from truss_worker.http.background import background_of
from truss_worker.http.request_error import to_request_error
from truss_worker.loops.batch import Batch
from truss_worker.loops.call import Call
from truss_worker.loops.replies import Replies, cancelled
from truss_worker.loops.serving import Intake, Serving
from truss_worker.loops.streams import Stream
from truss_worker.model.coroutines import EventLoopThread
from truss_worker.model.methods.invoke import invoke
from truss_worker.process.logs import current_request
from truss_worker.values.answer import PLAIN_TYPES
from truss_worker.wire.codec import Decoder, Frame
from truss_worker.wire.outbox import Outbox
from truss_worker.wire.receiver import Receiver

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

# Answers of one turn are sent together, as long as the first of them waits no longer than this.
_MAX_WAIT_SECONDS: Final = 0.0005
# The next call is expected to be as long as the longest so far, which is forgotten by and by. Nothing is known of the
# first ones, so a model has to answer some 750 requests fast before answers wait for each other at all.
_FIRST_EXPECTED_SECONDS: Final = 1.0
_EXPECTED_DECAY: Final = 0.99


class SyncLoop:
    """Serves one model.

    Coroutines that a model gives in spite of all run in an event loop of their own.
    """

    def __init__(self) -> None:
        self._event_loop = EventLoopThread()
        self.settle = self.settle_from_thread = self._event_loop.settle
        """The result of a coroutine, and any other value as it is."""

    def serve(self, serving: Serving) -> None:
        """Answers requests until the server sends no more. Raises CodecError, and OSError if the server is gone."""
        _Turns(serving, self._event_loop).run()


class _Turns:
    """What is received at once, answered one by one, and sent at once.

    Args:
        serving: the model and the channels.
        event_loop: where coroutines run.
    """

    def __init__(self, serving: Serving, event_loop: EventLoopThread) -> None:
        self._serving = serving
        self._context = serving.context
        self._progress = serving.progress
        self._signals = serving.signals
        self._event_loop = event_loop
        self._outbox = Outbox(serving.data)
        self._replies = Replies(serving.limits.max_frame_bytes)
        self._batch = None if serving.together is None else Batch(serving.together, event_loop.settle)
        self._taken = 0
        self._later: list[Callable[[], Awaitable[None]]] = []
        self._expected_seconds = _FIRST_EXPECTED_SECONDS

    def run(self) -> None:
        """Serves until the data channel is half-closed."""
        receive = Receiver(self._serving.data, self._serving.limits.poll_seconds).receive
        decoder = Decoder(self._serving.limits.max_frame_bytes)
        intake = Intake(is_merging=self._batch is not None)
        while data := receive():
            turn_began = perf_counter()
            for requests in intake.take(decoder.push(data)):
                if len(requests) > 1 and self._batch is not None:
                    self._answer_together(requests, self._batch)
                    continue
                answered = self._answer(requests[0])
                if answered - turn_began + self._expected_seconds > _MAX_WAIT_SECONDS:
                    self._outbox.flush()
                    turn_began = perf_counter()
            self._outbox.flush()
            while self._later:
                self._event_loop.settle(self._later.pop(0)())

    def _answer(self, request: Frame) -> float:
        """Answers one request; gives the time when that was done."""
        began = self._take_up(request)
        try:
            self._refuse_cancelled(request.id)
            call = Call(self._serving, request, began)
            call.value = invoke(call.method, call.value, call.http_request, self._event_loop.settle)
            self._outbox.add(self._reply(call))
        except BaseException as error:  # noqa: BLE001 - sys.exit() of a model must not end the worker
            self._fail(request.id, began, error)
        self._signals.forget(request.id)
        done = perf_counter()
        self._expected_seconds = max(done - began, self._expected_seconds * _EXPECTED_DECAY)
        return done

    def _answer_together(self, requests: list[Frame], batch: Batch) -> None:
        """Answers the requests of a batch: predictions, which are computed in as few calls as possible."""
        began = perf_counter()
        calls: list[Call] = []
        for request in requests:
            self._take_up(request)
            try:
                self._refuse_cancelled(request.id)
                call = Call(self._serving, request, began)
                batch.prepare(call)
                calls.append(call)
            except BaseException as error:  # noqa: BLE001 - as above
                self._fail(request.id, began, error)
                self._signals.forget(request.id)
        for call, outcome in zip(calls, batch.predict(calls)):
            current_request.set(call.frame.id)
            try:
                batch.finish(call, outcome)
                self._outbox.add(self._reply(call))
            except BaseException as error:  # noqa: BLE001 - as above
                self._fail(call.frame.id, began, error)
            self._signals.forget(call.frame.id)

    def _take_up(self, request: Frame) -> float:
        """Tells the server that a request may have begun; gives the time."""
        self._taken += 1
        self._progress.reach(self._taken)
        current_request.set(request.id)
        return perf_counter()

    def _fail(self, request_id: int, began: float, error: BaseException) -> None:
        self._outbox.add(self._replies.error(request_id, perf_counter() - began, to_request_error(error)))

    def _refuse_cancelled(self, request_id: int) -> None:
        if self._signals.is_cancelled(request_id):
            raise cancelled()

    def _reply(self, call: Call) -> bytes:
        """The terminal frame of a call that is computed; what comes before it is sent on the way."""
        value, request_id = call.value, call.frame.id
        if type(value) not in PLAIN_TYPES:
            later = background_of(value)
            if later is not None:
                self._later.append(later)
            if is_stream(value):
                return self._stream(call, Stream(call, self._context))
        self._refuse_cancelled(request_id)
        answer = encode_answer(value, call.asked, self._context)
        return self._replies.result(request_id, perf_counter() - call.began, answer)

    def _stream(self, call: Call, stream: Stream) -> bytes:
        request_id = call.frame.id
        items: Any = self._event_loop.iterate(stream.items) if stream.is_async else stream.items
        try:
            if stream.is_joined:
                answer = stream.join(list(self._until_cancelled(request_id, items)))
                return self._replies.result(request_id, perf_counter() - call.began, answer)
            self._signals.open_stream(request_id, self._serving.limits.stream_window_bytes)
            for item in self._until_cancelled(request_id, items):
                self._send_chunk(stream.chunk(item))
            last = stream.ending()
            if last is not None:
                self._send_chunk(last)
            return self._replies.end(request_id, perf_counter() - call.began)
        finally:
            close = getattr(items, "close", None)
            if close is not None:
                close()

    def _until_cancelled(self, request_id: int, items: Iterator[Any]) -> Iterator[Any]:
        """The items, each taken when the server has room for it. Raises WorkerError (REQUEST_CANCELLED)."""
        while True:
            self._signals.wait(request_id)
            if self._signals.is_cancelled(request_id):
                raise cancelled()
            try:
                item = next(items)
            except StopIteration:
                return
            yield item

    def _send_chunk(self, chunk: Frame) -> None:
        self._outbox.add(self._replies.chunk(chunk))
        self._outbox.flush()
        self._signals.spend(chunk.id, len(chunk.payload))
