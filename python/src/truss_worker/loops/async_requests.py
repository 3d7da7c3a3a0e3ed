"""The requests of an event loop: each a task, from its arrival to its answer."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from time import perf_counter
from typing import TYPE_CHECKING, Any

from truss_worker.forms.response import is_stream
from truss_worker.forms.table import encode_answer
from truss_worker.http.background import background_of
from truss_worker.http.request_error import to_request_error
from truss_worker.loops.async_batch import Meeting, Seat
from truss_worker.loops.async_call import AsyncCall, Turn
from truss_worker.loops.async_outbox import AsyncOutbox
from truss_worker.loops.async_pace import Pace
from truss_worker.loops.async_stream import END, Items
from truss_worker.loops.async_web_sockets import WebSockets
from truss_worker.loops.call import Call
from truss_worker.loops.permit import Permit
from truss_worker.loops.place import Place
from truss_worker.loops.replies import Replies, cancelled
from truss_worker.loops.serving import Intake, Serving
from truss_worker.loops.streams import Stream
from truss_worker.model.methods.served_methods import WEBSOCKET
from truss_worker.process.logs import current_request
from truss_worker.process.threads import ModelThreads
from truss_worker.values.snapshot import snapshot
from truss_worker.wire import protocol
from truss_worker.wire.codec import CodecError, Decoder, Frame
from truss_worker.wire.receiver import receive_frames

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from typing import Optional

    from truss_worker.http.disconnect import Departure

    Background = Optional[Callable[[], Awaitable[None]]]


class AsyncRequests:
    """Answers all requests of a data channel; made and used inside a running loop.

    Args:
        serving: the model and the channels.
    """

    def __init__(self, serving: Serving) -> None:
        serving.data.setblocking(False)
        self._serving = serving
        self._signals = serving.signals
        self._loop = asyncio.get_running_loop()
        self._decoder = Decoder(serving.limits.max_frame_bytes)
        self._outbox = AsyncOutbox(self._loop, serving.data)
        self._replies = Replies(serving.limits.max_frame_bytes)
        self._threads = ModelThreads(serving.limits.predict_concurrency)
        predict = serving.methods.get("predict")
        is_serial = predict is not None and predict.handed_on is not None
        self._permits = asyncio.Semaphore(1 if is_serial else serving.limits.predict_concurrency)
        self._received = 0
        self._tasks: set[asyncio.Task[None]] = set()
        # Those that can be interrupted, by request: from their first step on, since a task that is cancelled before it
        # never runs, and so never answers.
        self._begun: dict[int, asyncio.Task[Any] | None] = {}
        # Of those whose model can look whether the client has left.
        self._departures: dict[int, Departure] = {}
        self._paces: dict[int, Pace] = {}
        self._web_sockets = WebSockets(serving, self._send)
        self._intake = Intake(is_merging=serving.together is not None, go_on=self._web_sockets.push)

    async def run(self) -> None:
        """Serves until the data channel is half-closed, and all is answered. Raises CodecError and OSError."""
        ended = self._loop.create_future()
        self._signals.listen(self._hear)
        self._loop.add_reader(self._serving.data, self._receive, ended)
        try:
            await ended
        finally:
            self._loop.remove_reader(self._serving.data)
        self._web_sockets.disconnect_all()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._outbox.drain()

    def _receive(self, ended: asyncio.Future[None]) -> None:
        try:
            frames = receive_frames(self._serving.data, self._decoder)
            for requests in self._intake.take(frames or []):
                self._begin(requests)
        except BlockingIOError:
            return
        except (CodecError, OSError) as error:
            ended.set_exception(error)
        else:
            if frames is None:
                ended.set_result(None)

    def _begin(self, requests: list[Frame]) -> None:
        together, meeting = self._serving.together, None
        if together is not None and len(requests) > 1:
            meeting = Meeting(len(requests), together, self._permits, self._threads.predict)
        for request in requests:
            self._received += 1
            if request.flags & protocol.FLAG_MORE:
                self._web_sockets.open(request)
            seat = None if meeting is None else Seat(meeting)
            task = self._loop.create_task(self._answer(request, self._received, seat))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _hear(self, request_id: int) -> None:
        # In the control thread; after the end of the loop there is nobody to tell.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._react, request_id)

    def _react(self, request_id: int) -> None:
        task = self._begun.get(request_id)
        departure = self._departures.get(request_id)
        is_watched = departure is not None and departure.is_watched
        if task is not None and self._signals.is_cancelled(request_id) and not is_watched:
            self._begun[request_id] = None
            task.cancel()
        if request_id in self._paces:
            self._paces[request_id].wake()
        self._web_sockets.wake(request_id)

    async def _answer(self, request: Frame, number: int, seat: Seat | None) -> None:
        current_request.set(request.id)
        began = perf_counter()
        self._begun[request.id] = asyncio.current_task()
        is_merged = self._serving.together is not None
        turn = Turn(number, Permit(self._permits), self._place_of(request.id), is_merged, seat)
        later = times = None
        try:
            call = Call(self._serving, request, perf_counter())
            times = call.times
            reply, later = await self._reply(call, turn)
            if self._signals.is_cancelled(request.id):
                raise cancelled()
        except BaseException as error:  # noqa: BLE001 - sys.exit() of a model must not end the worker
            self._end_if_forked()
            shown = cancelled() if self._signals.is_cancelled(request.id) else to_request_error(error)
            reply = self._replies.error(request.id, perf_counter() - began, shown, times)
        if seat is not None:
            seat.give_up()
        turn.permit.give_back()
        turn.place.end()
        self._begun.pop(request.id, None)
        self._departures.pop(request.id, None)
        self._signals.forget(request.id)
        if not self._web_sockets.close(request.id):
            self._outbox.add(reply)
        if later is not None:
            await later()

    async def _reply(self, call: Call, turn: Turn) -> tuple[bytes, Background]:
        """The terminal frame of a request, before which others are sent on the way, and what is to be done later."""
        request = call.frame
        await self._compute(call, turn)
        self._end_if_forked()
        if call.method.name == WEBSOCKET:
            return self._replies.end(request.id, perf_counter() - call.began), None
        if is_stream(call.value):
            return await self._stream(call, Stream(call, self._serving.context)), background_of(call.value)
        answer = encode_answer(call.value, call.asked, self._serving.context)
        reply = self._replies.result(request.id, perf_counter() - call.began, answer, call.times)
        return reply, background_of(call.value)

    def _place_of(self, request_id: int) -> Place:
        def tell(is_aside: bool) -> None:
            self._outbox.add(self._replies.aside(request_id, is_aside=is_aside))

        return Place(self._loop, tell)

    def _end_if_forked(self) -> None:
        """Ends a child that the model has forked and that came back, with the event loop of its parent."""
        if self._serving.data.fileno() < 0:
            os._exit(0)

    async def _compute(self, call: Call, turn: Turn) -> None:
        if call.departure is not None:
            self._departures[call.frame.id] = call.departure

        def begin() -> bool:
            self._serving.progress.reach(turn.number)
            return not self._signals.is_cancelled(call.frame.id)

        stages = AsyncCall(turn, self._threads, begin)
        if call.method.name == WEBSOCKET:
            await self._web_sockets.serve(call, stages.run)
        else:
            await stages.run(call)

    async def _stream(self, call: Call, stream: Stream) -> bytes:
        request_id = call.frame.id
        items = Items(stream, self._threads.beside)
        try:
            if stream.is_joined:
                answer = stream.join([snapshot(item) async for item in self._paced(items, request_id)])
                call.keep_measuring()
                return self._replies.result(request_id, perf_counter() - call.began, answer, call.times)
            pace = self._paces[request_id] = Pace(self._signals, request_id, self._serving.limits.stream_window_bytes)
            async for item in self._paced(items, request_id, pace):
                self._send_chunk(stream.chunk(item), pace)
            last = stream.ending()
            if last is not None:
                self._send_chunk(last, pace)
            call.keep_measuring()
            return self._replies.end(request_id, perf_counter() - call.began, call.times)
        finally:
            call.keep_measuring()
            self._paces.pop(request_id, None)
            await items.close()

    async def _paced(self, items: Items, request_id: int, pace: Pace | None = None) -> AsyncIterator[Any]:
        """The items, each taken when the server has room for it. Raises WorkerError (REQUEST_CANCELLED)."""
        while True:
            if pace is not None:
                await pace.wait()
            if self._signals.is_cancelled(request_id):
                raise cancelled()
            item = await items.take()
            if item is END:
                return
            yield item

    def _send_chunk(self, chunk: Frame, pace: Pace) -> None:
        self._send(chunk)
        pace.spend(len(chunk.payload))

    def _send(self, frame: Frame) -> None:
        self._outbox.add(self._replies.chunk(frame))
