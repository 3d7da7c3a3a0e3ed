"""Models with coroutines, and sync models that may compute several requests at once."""

import json

import pytest

from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

# Each call waits for as many others as there are permits: it would never end if fewer ran at once.
MEETING = """
    import asyncio, threading

    class Model:
        def load(self):
            self.inside = self.most = 0
            self.barrier = threading.Barrier(3)

        def predict(self, request):
            self.inside += 1
            self.most = max(self.most, self.inside)
            self.barrier.wait(20)
            self.inside -= 1
            return self.most
"""


def test_sync_calls_run_at_once_up_to_the_concurrency(start):
    worker = start(MEETING, limits={"predictConcurrency": 3})
    worker.ready()
    for number in range(1, 10):
        worker.request(b"1", id=number)
    answers = [worker.data.receive() for _ in range(9)]
    assert {frame.payload for frame in answers} == {b"3"}


def test_more_than_40_threads(start):
    """The number at which the server of old stopped, whatever the config said."""
    worker = start(MEETING.replace("Barrier(3)", "Barrier(60)"), limits={"predictConcurrency": 60})
    worker.ready()
    for number in range(1, 61):
        worker.request(b"1", id=number)
    assert all(worker.data.receive().kind == protocol.RESULT for _ in range(60))


def test_coroutines_run_at_once_up_to_the_concurrency_and_stages_around_predict_beyond(start):
    worker = start(
        """
        import asyncio

        class Model:
            def __init__(self):
                self.counts = {"preprocess": 0, "predict": 0}
                self.most = dict(self.counts)

            async def load(self):
                self.loop = asyncio.get_running_loop()
                self.all_there = asyncio.Event()

            async def preprocess(self, request):
                self.enter("preprocess")
                if self.counts["preprocess"] == 5:
                    self.all_there.set()
                await self.all_there.wait()
                return request

            async def predict(self, request):
                assert asyncio.get_running_loop() is self.loop
                self.enter("predict")
                await asyncio.sleep(0.001)
                self.counts["predict"] -= 1
                return self.most

            def enter(self, stage):
                self.counts[stage] += 1
                self.most[stage] = max(self.most[stage], self.counts[stage])
        """,
        limits={"predictConcurrency": 2},
    )
    worker.ready()
    for number in range(1, 6):
        worker.request(b"1", id=number)
    last = json.loads([worker.data.receive() for _ in range(5)][-1].payload)
    assert last == {"preprocess": 5, "predict": 2}


def test_other_methods_do_not_wait_for_predict(start):
    worker = start("""
        import asyncio

        class Model:
            async def load(self):
                self.go = asyncio.Event()

            async def predict(self, request):
                await self.go.wait()
                return "predicted"

            async def completions(self, request):
                self.go.set()
                return "completed"
    """)
    worker.ready()
    worker.request(b"1", id=1)
    worker.request(b"{}", id=2, method="completions")
    assert {worker.data.receive().payload for _ in range(2)} == {b'"predicted"', b'"completed"'}


def test_progress_counts_what_waits_for_a_permit_as_not_begun(start):
    worker = start("""
        import asyncio

        class Model:
            async def predict(self, request):
                with open(f"begun-{request}", "w"):
                    pass
                await asyncio.sleep(1000)
    """)
    worker.ready()
    for number in (1, 2, 3):
        worker.request(b"%d" % number, id=number)
    while not (worker.directory / "begun-1").exists():
        pass
    # Read in the loop's turn, after all three have come: HEALTH is answered by another thread and would prove nothing.
    assert worker.progress() == 1


def test_a_stream_keeps_its_permit_until_its_end(start):
    worker = start(
        """
        class Model:
            async def predict(self, request):
                for item in request:
                    yield item
                print("end of", request)
        """,
        limits={"streamWindowBytes": 1},
    )
    worker.ready()
    worker.request(b'["a", "b"]', id=1)
    worker.request(b'["c"]', id=2)
    assert worker.data.receive()[:2] == (protocol.CHUNK, 1)
    worker.control.send(Frame(protocol.CREDIT, 1, 100))
    frames = [worker.data.receive()[:2] for _ in range(3)]
    # It has credit for one item, and the end comes after another look.
    worker.control.send(Frame(protocol.CREDIT, 2, 100))
    frames.append(worker.data.receive()[:2])
    assert frames == [(protocol.CHUNK, 1), (protocol.END, 1), (protocol.CHUNK, 2), (protocol.END, 2)]


@pytest.mark.parametrize("way", ["await task", "await asyncio.gather(task)"])
def test_sys_exit_in_a_task_of_the_model_fails_its_request_only(start, way):
    worker = start(f"""
        import asyncio, sys

        async def leave():
            await asyncio.sleep(0)
            sys.exit(1)

        class Model:
            async def predict(self, request):
                if request == "end":
                    task = asyncio.create_task(leave())
                    {way}
                return request
    """)
    worker.ready()
    assert worker.ask(b'"end"', id=1).header["code"] == "MODEL_EXITED"
    assert worker.ask(b'"next"', id=2).payload == b'"next"'
    worker.half_close()
    assert worker.wait() == 0


@pytest.mark.parametrize("concurrency", [1, 3])
def test_a_stop_iteration_of_the_model_is_an_error_like_others(start, concurrency):
    worker = start(
        "class Model:\n    def predict(self, request): raise StopIteration",
        limits={"predictConcurrency": concurrency},
    )
    worker.ready()
    assert worker.ask(b"1").header["code"] == "MODEL_RAISED"


def test_a_cancelled_error_of_the_model_itself_is_an_error_like_others(start):
    worker = start("""
        import asyncio

        class Model:
            async def predict(self, request):
                raise asyncio.CancelledError
    """)
    worker.ready()
    error = worker.ask(b"1").header
    assert (error["code"], error["exception"]["type"]) == ("MODEL_RAISED", "asyncio.exceptions.CancelledError")


def test_a_coroutine_that_a_sync_method_gives_is_awaited(start):
    worker = start("""
        import asyncio

        async def compute(request):
            await asyncio.sleep(0)
            return request

        class Model:
            def predict(self, request):
                return compute(request)
    """)
    assert worker.ready()["methods"]["predict"]["kind"] == "sync"
    assert worker.ask(b"1").payload == b"1"


def test_an_answer_larger_than_what_the_socket_takes_at_once(start):
    worker = start(
        "class Model:\n    async def predict(self, request): return 'x' * request",
        limits={"maxFrameBytes": 100_000_000},
    )
    worker.ready()
    for number in (1, 2, 3):
        worker.request(b"10000000", id=number)
    worker.half_close()
    assert [len(worker.data.receive().payload) for _ in range(3)] == [10_000_002] * 3
    assert worker.data.receive() is None
    assert worker.wait() == 0


def test_requests_before_the_half_close_are_answered(start):
    worker = start("""
        import asyncio

        class Model:
            async def predict(self, request):
                await asyncio.sleep(0.01)
                return request
    """)
    for number in range(1, 21):
        worker.request(b"%d" % number, id=number)
    worker.half_close()
    worker.ready()
    assert [worker.data.receive().id for _ in range(20)] == list(range(1, 21))
    assert worker.wait() == 0
    assert worker.progress() == 20
