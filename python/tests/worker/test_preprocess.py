"""What preprocess costs those that wait for predict: nothing."""

import json

import pytest

from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

# Each preprocess waits for the other, so that one alone would never end; predict is called once at a time.
MEETING = """
    import threading

    class Model:
        def load(self):
            self.meeting = threading.Barrier(2, timeout=20)
            self.predicting = threading.Lock()
            self.thread = None

        def preprocess(self, body):
            self.meeting.wait()
            return [body]

        {define} predict(self, body):
            assert self.predicting.acquire(blocking=False)
            self.predicting.release()
            return body
"""

SLOW = """
    import threading, time

    class Model:
        def preprocess(self, body):
            time.sleep(0.01)
            {preprocess}

        def predict(self, body):
            return [body, threading.current_thread() is threading.main_thread()]
"""


def answers_of(worker, count):
    answers, kinds = {}, []
    while len(answers) < count:
        frame = worker.data.receive_any()
        kinds.append((frame.kind, frame.id, frame.aux if frame.kind == protocol.ASIDE else None))
        if frame.kind != protocol.ASIDE:
            answers[frame.id] = json.loads(frame.payload) if frame.payload else frame.header["code"]
    return answers, kinds


@pytest.mark.parametrize("define", ["def", "async def"])
def test_it_holds_up_nobody(start, define):
    worker = start(MEETING.format(define=define))
    worker.ready()
    worker.request(b"1", id=1)
    told = worker.data.receive_any()
    assert (told.kind, told.id, told.aux) == (protocol.ASIDE, 1, 1)
    worker.request(b"2", id=2)
    answers, kinds = answers_of(worker, 2)
    assert answers == {1: [1], 2: [2]}
    # Whoever was set aside takes a place again before it is answered.
    aside = {1} | {request_id for kind, request_id, aux in kinds if (kind, aux) == (protocol.ASIDE, 1)}
    for request_id in aside:
        assert kinds.index((protocol.ASIDE, request_id, 0)) < kinds.index((protocol.RESULT, request_id, None))


def test_predict_stays_in_the_main_thread(start):
    worker = start(SLOW.format(preprocess="return body"))
    worker.ready()
    for _ in range(2):
        assert json.loads(worker.ask(b"1").payload) == [1, True]


@pytest.mark.parametrize(("body", "code"), [("1 / 0", "MODEL_RAISED"), ("exit(3)", "MODEL_EXITED")])
def test_one_that_raises_fails_its_request(start, body, code):
    worker = start(SLOW.format(preprocess=body))
    worker.ready()
    for _ in range(2):
        assert worker.ask(b"1").header["code"] == code


def test_a_request_that_is_cancelled_meanwhile_is_not_predicted(start):
    worker = start("""
        import os, time

        class Model:
            def preprocess(self, body):
                while not os.path.exists("go"):
                    time.sleep(0.01)
                return body

            def predict(self, body):
                open("predicted", "w").close()
    """)
    worker.ready()
    worker.request(b"1", id=1)
    assert worker.data.receive_any().kind == protocol.ASIDE
    # The control thread has read it when it answers what comes after it.
    worker.control.send(Frame(protocol.CANCEL, 1), Frame(protocol.HEALTH, aux=7))
    assert worker.life_frame().kind == protocol.HEALTH
    (worker.directory / "go").touch()
    assert worker.data.receive().header["code"] == "REQUEST_CANCELLED"
    assert not (worker.directory / "predicted").exists()


def test_a_fast_one_is_not_told_of_in_the_long_run(start):
    worker = start("""
        class Model:
            def preprocess(self, body):
                return body + 1

            def predict(self, body):
                return body
    """)
    worker.ready()
    late = []
    for number in range(30):
        worker.request(b"%d" % number, id=number + 1)
        while (frame := worker.data.receive_any()).kind == protocol.ASIDE:
            if number > 20:
                late.append(frame)
        assert json.loads(frame.payload) == number + 1
    assert late == []


def test_what_was_accepted_is_answered_at_the_end(start):
    worker = start(SLOW.format(preprocess="time.sleep(0.3); return body"))
    worker.ready()
    worker.request(b"7")
    worker.half_close()
    assert json.loads(worker.data.receive().payload) == [7, True]
    assert worker.data.receive() is None
    assert worker.wait() == 0
