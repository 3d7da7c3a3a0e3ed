"""What becomes of calls, on its way to the server from one thread."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

from truss_worker.forms.response import is_stream
from truss_worker.forms.table import encode_answer
from truss_worker.http.background import background_of
from truss_worker.http.request_error import to_request_error
from truss_worker.loops.replies import Replies, cancelled
from truss_worker.loops.stream_sender import StreamSender
from truss_worker.loops.streams import Stream
from truss_worker.values.answer import PLAIN_TYPES
from truss_worker.values.snapshot import snapshot
from truss_worker.wire.outbox import Outbox

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from threading import Lock

    from truss_worker.loops.call import Call
    from truss_worker.loops.serving import Serving
    from truss_worker.loops.stage_times import StageTimes
    from truss_worker.model.coroutines import EventLoopThread
    from truss_worker.wire.codec import Frame


class SyncAnswers:
    """Makes answers of calls that are computed, and sends them.

    Args:
        serving: the model and the channels.
        event_loop: where coroutines run.
        lock: shared by all that send on the data channel.
    """

    def __init__(self, serving: Serving, event_loop: EventLoopThread, lock: Lock) -> None:
        self._serving = serving
        self._signals = serving.signals
        self._event_loop = event_loop
        self._outbox = Outbox(serving.data, lock)
        self._sender = StreamSender(serving.data, lock)
        self._replies = Replies(serving.limits.max_frame_bytes)
        self._later: list[Callable[[], Awaitable[None]]] = []

    def answer(self, call: Call) -> None:
        """Adds the answer of a call to what is sent next; the items of a stream are sent on the way.

        Raises:
            BaseException: what the model raised in a stream; WorkerError, where there is no answer to be had.
        """
        value, request_id = call.value, call.frame.id
        if type(value) not in PLAIN_TYPES:
            later = background_of(value)
            if later is not None:
                self._later.append(later)
            if is_stream(value):
                self._outbox.add(self._stream(call, Stream(call, self._serving.context)))
                return
        if self._signals.is_cancelled(request_id):
            raise cancelled()
        answer = encode_answer(value, call.asked, self._serving.context)
        self._outbox.add(self._replies.result(request_id, perf_counter() - call.began, answer, call.times))

    def fail(self, request_id: int, began: float, error: BaseException, times: StageTimes | None = None) -> None:
        """Adds what a request gets whose model raised the exception."""
        self._outbox.add(self._replies.error(request_id, perf_counter() - began, to_request_error(error), times))

    def set_aside(self, request_id: int) -> None:
        """Tells the server that another request may be sent: predict is done with this one."""
        self._outbox.add(self._replies.aside(request_id, is_aside=True))
        self._outbox.flush()

    def take_place(self, request_id: int) -> None:
        """Tells the server that a request which was set aside is predicted now."""
        self._outbox.add(self._replies.aside(request_id, is_aside=False))
        self._outbox.flush()

    def flush(self) -> None:
        """Sends what was added."""
        self._outbox.flush()

    def finish(self) -> None:
        """Sends what was added, and does what was to be done when it is sent."""
        self._outbox.flush()
        while self._later:
            self._event_loop.settle(self._later.pop(0)())

    def refuse_cancelled(self, request_id: int) -> None:
        """Raises WorkerError (REQUEST_CANCELLED) where nobody wants the answer any more."""
        if self._signals.is_cancelled(request_id):
            raise cancelled()

    def _stream(self, call: Call, stream: Stream) -> bytes:
        request_id = call.frame.id
        items: Any = self._event_loop.iterate(stream.items) if stream.is_async else stream.items
        try:
            if stream.is_joined:
                answer = stream.join([snapshot(item) for item in self._until_cancelled(request_id, items)])
                call.keep_measuring()
                return self._replies.result(request_id, perf_counter() - call.began, answer, call.times)
            self._signals.open_stream(request_id, self._serving.limits.stream_window_bytes)
            for item in self._until_cancelled(request_id, items):
                payload = stream.plain(item)
                if payload is None:
                    self._send_chunk(stream.chunk(item))
                else:
                    self._sender.send(self._replies.plain_chunk(request_id, payload))
                    self._signals.spend(request_id, len(payload))
            last = stream.ending()
            if last is not None:
                self._send_chunk(last)
            call.keep_measuring()
            return self._replies.end(request_id, perf_counter() - call.began, call.times)
        finally:
            call.keep_measuring()
            # Also where the model raised: what it gave before comes first.
            self._sender.flush()
            close = getattr(items, "close", None)
            if close is not None:
                close()

    def _until_cancelled(self, request_id: int, items: Iterator[Any]) -> Iterator[Any]:
        """The items, each taken when the server has room for it. Raises WorkerError (REQUEST_CANCELLED)."""
        signals = self._signals
        while True:
            if not signals.may_go_on(request_id):
                self._sender.flush()
                signals.wait(request_id)
            if signals.is_cancelled(request_id):
                raise cancelled()
            try:
                item = next(items)
            except StopIteration:
                return
            yield item

    def _send_chunk(self, chunk: Frame) -> None:
        self._sender.send(self._replies.chunk(chunk))
        self._signals.spend(chunk.id, len(chunk.payload))
