"""Requests to a model without coroutines: one after another, in the main thread, on blocking sockets.

Without an event loop, which costs several times what a small model does.
"""

from __future__ import annotations

from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING, Final

from truss_worker.loops.aside import Aside
from truss_worker.loops.batch import Batch
from truss_worker.loops.call import Call
from truss_worker.loops.prepared import PreparedCalls
from truss_worker.loops.preprocessing import Preprocessing
from truss_worker.loops.replies import cancelled
from truss_worker.loops.serving import Intake, Serving
from truss_worker.loops.stage_times import measured
from truss_worker.loops.sync_answers import SyncAnswers
from truss_worker.model.coroutines import EventLoopThread
from truss_worker.model.methods.invoke import call_settled, refuse_stream
from truss_worker.model.methods.stage import ASYNC_GENERATOR, GENERATOR
from truss_worker.process.logs import current_request
from truss_worker.values.snapshot import snapshot
from truss_worker.wire.codec import Decoder, Frame
from truss_worker.wire.receiver import Receiver

if TYPE_CHECKING:
    from truss_worker.loops.stage_times import StageTimes
    from truss_worker.model.methods.stage import Stage

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
        self._progress = serving.progress
        self._signals = serving.signals
        self._event_loop = event_loop
        self._lock = Lock()
        self._answers = SyncAnswers(serving, event_loop, self._lock)
        self._aside = Aside()
        self._preprocessing = Preprocessing(self._run_wanted)
        self._prepared = PreparedCalls(serving.data)
        self._batch = None if serving.together is None else Batch(serving.together, event_loop.settle)
        self._taken = 0
        self._expected_seconds = _FIRST_EXPECTED_SECONDS

    def run(self) -> None:
        """Serves until the data channel is half-closed."""
        limits = self._serving.limits
        receive = Receiver(self._serving.data, Decoder(limits.max_frame_bytes), limits.poll_seconds).receive
        intake = Intake(is_merging=self._batch is not None)
        is_open = True
        while is_open or self._prepared.pending:
            if self._prepared.pending:
                has_frames = self._prepared.wait(hears_data=is_open)
                self._predict_prepared()
                if not has_frames:
                    continue
            frames = receive()
            if frames is None:
                is_open = False
                continue
            turn_began = perf_counter()
            for requests in intake.take(frames):
                if len(requests) > 1 and self._batch is not None:
                    self._answer_together(requests, self._batch)
                    continue
                answered = self._answer(requests[0])
                if answered - turn_began + self._expected_seconds > _MAX_WAIT_SECONDS:
                    self._answers.flush()
                    turn_began = perf_counter()
            self._answers.finish()
        self._preprocessing.close()
        self._aside.close()

    def _answer(self, request: Frame) -> float:
        """Answers one request; gives the time when that was done."""
        began = self._take_up(request)
        times = None
        try:
            if self._signals.is_cancelled(request.id):
                raise cancelled()
            call = Call(self._serving, request, began)
            times = call.times
            if call.method.before is not None:
                # Where requests are merged, those that come meanwhile make the next batch larger.
                if self._batch is None and self._preprocessing.is_slow and call.method.handed_on is None:
                    self._prepare_aside(call, call.method.before)
                    return perf_counter()
                self._preprocessing.run(call, call.method.before)
                self._run_measured(call, call.method.predict)
            elif call.times is None:
                value, http_request, settle = call.value, call.http_request, self._event_loop.settle
                value = call.method.predict.call(value, http_request)
                call.value = settle(value) if hasattr(value, "__await__") else value
            else:
                self._run_measured(call, call.method.predict)
            self._conclude(call)
        except BaseException as error:  # noqa: BLE001 - sys.exit() of a model must not end the worker
            self._fail(request.id, began, error, times)
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
                self._answers.refuse_cancelled(request.id)
                calls.append(Call(self._serving, request, began))
            except BaseException as error:  # noqa: BLE001 - as above
                self._fail(request.id, began, error)
        calls = self._prepare_together(calls)
        for call, outcome in zip(calls, batch.predict(calls)):
            current_request.set(call.frame.id)
            try:
                if outcome.error is not None:
                    raise outcome.error
                # What a part of several answers refers to, others may refer to as well, and postprocess may change it.
                call.value = outcome.value if call.method.after is None else snapshot(outcome.value)
                self._conclude(call)
            except BaseException as error:  # noqa: BLE001 - as above
                self._fail(call.frame.id, began, error, call.times)

    def _prepare_aside(self, call: Call, stage: Stage) -> None:
        """Has a thread preprocess a call, which would hold up those that are ready for predict."""
        self._prepared.announce()
        self._answers.set_aside(call.frame.id)
        self._preprocessing.run_aside(call, stage, self._prepared.hand_over)

    def _prepare_together(self, calls: list[Call]) -> list[Call]:
        """Preprocesses the calls of a batch; gives those that did not fail."""
        prepared = self._preprocessing.run_together(calls)
        for call, error in prepared:
            if error is not None:
                self._fail(call.frame.id, call.began, error, call.times)
        return [call for call, error in prepared if error is None]

    def _predict_prepared(self) -> None:
        """Answers one call that was prepared aside, where one is there: before the next, what has come is begun."""
        prepared = self._prepared.take()
        if prepared is None:
            return
        call, request_id = prepared.call, prepared.call.frame.id
        current_request.set(request_id)
        try:
            if prepared.error is not None:
                raise prepared.error
            self._answers.refuse_cancelled(request_id)
            self._answers.take_place(request_id)
            self._run_measured(call, call.method.predict)
            self._conclude(call)
        except BaseException as error:  # noqa: BLE001 - as above
            self._fail(request_id, call.began, error, call.times)
        self._answers.finish()

    def _conclude(self, call: Call) -> None:
        """What comes after predict: here, or aside, where it would hold up the next request."""
        if call.method.after is not None:
            refuse_stream(call.value)
            # The items of a stream come later, however fast the call is.
            is_long = self._aside.is_worth_it or call.method.after.kind in (GENERATOR, ASYNC_GENERATOR)
            if is_long and call.method.handed_on is None:
                # The next predict may give its answer in the memory of this one.
                call.value = snapshot(call.value)
                self._answers.set_aside(call.frame.id)
                self._aside.run(lambda: self._conclude_aside(call))
                return
            self._postprocess(call, call.method.after)
        self._answers.answer(call)
        self._signals.forget(call.frame.id)

    def _conclude_aside(self, call: Call) -> None:
        answers = SyncAnswers(self._serving, self._event_loop, self._lock)
        try:
            answers.refuse_cancelled(call.frame.id)
            if call.method.after is not None:
                self._postprocess(call, call.method.after)
            answers.answer(call)
        except BaseException as error:  # noqa: BLE001 - as above
            answers.fail(call.frame.id, call.began, error, call.times)
        self._signals.forget(call.frame.id)
        answers.finish()

    def _postprocess(self, call: Call, stage: Stage) -> None:
        began = perf_counter()
        try:
            self._run_measured(call, stage)
        finally:
            self._aside.note(perf_counter() - began)

    def _run_wanted(self, call: Call, stage: Stage) -> None:
        self._answers.refuse_cancelled(call.frame.id)
        self._run_measured(call, stage)

    def _run_measured(self, call: Call, stage: Stage) -> None:
        with measured([call.times], stage.name):
            call.value = call_settled(stage, call.value, call.http_request, self._event_loop.settle)

    def _take_up(self, request: Frame) -> float:
        """Tells the server that a request may have begun; gives the time."""
        self._taken += 1
        self._progress.reach(self._taken)
        current_request.set(request.id)
        return perf_counter()

    def _fail(self, request_id: int, began: float, error: BaseException, times: StageTimes | None = None) -> None:
        self._answers.fail(request_id, began, error, times)
        self._signals.forget(request_id)
