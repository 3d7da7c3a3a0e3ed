"""What postprocess costs those that wait for predict: nothing."""

import json

import pytest

from truss_worker.wire import protocol

# Each postprocess waits for the other, so that one alone would never end.
MEETING = """
    import asyncio, threading

    class Model:
        def load(self):
            self.meeting = threading.Barrier(2, timeout=20)
            self.predicting = 0

        {define} predict(self, body):
            self.predicting += 1
            assert self.predicting == 1
            self.predicting -= 1
            return body

        def postprocess(self, value):
            self.meeting.wait()
            return {{"after": value}}
"""


@pytest.mark.parametrize("define", ["def", "async def"])
def test_it_holds_up_nobody(start, define):
    worker = start(MEETING.format(define=define))
    worker.ready()
    worker.request(b"1", id=1)
    told = worker.data.receive_any()
    assert (told.kind, told.id) == (protocol.ASIDE, 1)
    worker.request(b"2", id=2)
    answers = {}
    while len(answers) < 2:
        frame = worker.data.receive_any()
        if frame.kind != protocol.ASIDE:
            answers[frame.id] = json.loads(frame.payload)
    assert answers == {1: {"after": 1}, 2: {"after": 2}}


@pytest.mark.parametrize("define", ["def", "async def"])
def test_a_fast_one_is_not_told_of_in_the_long_run(start, define):
    worker = start(f"""
        class Model:
            {define} predict(self, body):
                return body

            {define} postprocess(self, value):
                return value + 1
    """)
    worker.ready()
    kinds = set()
    for number in range(30):
        worker.request(b"%d" % number, id=number + 1)
        frame = worker.data.receive_any()
        while frame.kind == protocol.ASIDE:
            frame = worker.data.receive_any()
            kinds.add((number > 20, protocol.ASIDE))
        assert json.loads(frame.payload) == number + 1
    assert (True, protocol.ASIDE) not in kinds


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [("1 / 0", protocol.ERROR, "MODEL_RAISED"), ("exit(3)", protocol.ERROR, "MODEL_EXITED")],
)
def test_one_that_raises_fails_its_request(start, body, kind, code):
    worker = start(f"""
        import time

        class Model:
            def predict(self, value):
                return value

            def postprocess(self, value):
                time.sleep(0.01)
                return {body}
    """)
    worker.ready()
    for _ in range(2):
        worker.request(b"1")
        assert worker.data.receive_any().kind == protocol.ASIDE
        answer = worker.data.receive_any()
        assert (answer.kind, answer.header["code"]) == (kind, code)


def test_a_slow_one_may_be_a_stream(start):
    worker = start("""
        import time

        class Model:
            def predict(self, value):
                return value

            def postprocess(self, value):
                time.sleep(0.01)
                yield from value
    """)
    worker.ready()
    worker.request(b'["a", "b"]')
    frames = [worker.data.receive_any() for _ in range(4)]
    assert [frame.kind for frame in frames] == [protocol.ASIDE, protocol.CHUNK, protocol.CHUNK, protocol.END]


def test_what_was_accepted_is_answered_at_the_end(start):
    worker = start("""
        import time

        class Model:
            def predict(self, value):
                return value

            def postprocess(self, value):
                time.sleep(0.3)
                return value
    """)
    worker.ready()
    worker.request(b"7")
    worker.half_close()
    frames = [worker.data.receive_any() for _ in range(2)]
    assert [frame.kind for frame in frames] == [protocol.ASIDE, protocol.RESULT]
