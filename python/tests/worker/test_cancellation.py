"""CANCEL in every stage of a request's life."""

import sys

import pytest

from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame


def is_cancelled(frame, number):
    return (frame.kind, frame.id, frame.header.get("code")) == (protocol.ERROR, number, "REQUEST_CANCELLED")


# The model waits for the test, on pipes in the file system: no sleep decides the order of things.
GATED = """
    import os

    class Model:
        def load(self):
            for number in (1, 2):
                os.mkfifo(f"started-{number}")
                os.mkfifo(f"go-{number}")

        def predict(self, request):
            print("begun", request)
            if isinstance(request, int):
                with open(f"started-{request}", "w") as started:
                    started.write("x")
                with open(f"go-{request}") as go:
                    go.read()
            return request
"""


def wait_for_start(worker, number):
    (worker.directory / f"started-{number}").read_text()


def let_go(worker, number):
    (worker.directory / f"go-{number}").write_text("x")


@pytest.mark.parametrize("concurrency", [1, 2])
def test_a_request_that_has_not_begun_never_runs(start, concurrency):
    worker = start(GATED, limits={"predictConcurrency": concurrency})
    worker.ready()
    waiting = range(1, concurrency + 1)
    for number in waiting:
        worker.request(b"%d" % number, id=number)
        wait_for_start(worker, number)
    worker.request(b'"cancelled"', id=10)
    worker.request(b'"not"', id=11)
    worker.control.send(Frame(protocol.CANCEL, 10), Frame(protocol.HEALTH, aux=1))
    assert worker.life_frame().aux == 1  # CANCEL has arrived too
    for number in waiting:
        let_go(worker, number)
    answers = [worker.data.receive() for _ in range(concurrency + 2)]
    by_id = {frame.id: frame for frame in answers}
    assert is_cancelled(by_id[10], 10)
    assert by_id[11].payload == b'"not"'
    worker.half_close()
    assert "begun cancelled" not in worker.output()
    assert worker.progress() == concurrency + 2


@pytest.mark.parametrize("concurrency", [1, 2])
def test_the_result_of_a_sync_call_is_replaced(start, concurrency):
    worker = start(GATED, limits={"predictConcurrency": concurrency})
    worker.ready()
    worker.request(b"1", id=1)
    wait_for_start(worker, 1)
    worker.control.send(Frame(protocol.CANCEL, 1), Frame(protocol.HEALTH, aux=1))
    assert worker.life_frame().aux == 1
    let_go(worker, 1)
    assert is_cancelled(worker.data.receive(), 1)
    assert worker.ask(b'"next"', id=2).payload == b'"next"'


@pytest.mark.parametrize("concurrency", [1, 2])
def test_a_cancel_that_comes_before_its_request(start, concurrency):
    worker = start(GATED, limits={"predictConcurrency": concurrency})
    worker.control.send(Frame(protocol.CANCEL, 1))
    worker.ready()
    assert is_cancelled(worker.ask(b"1", id=1), 1)
    # The id may be used again once it was answered.
    assert worker.ask(b'"again"', id=1).payload == b'"again"'


def test_a_cancel_after_the_answer_is_normal(start):
    worker = start(GATED)
    worker.ready()
    assert worker.ask(b'"a"', id=1).payload == b'"a"'
    worker.control.send(Frame(protocol.CANCEL, 1))
    assert worker.ask(b'"b"', id=2).payload == b'"b"'


COROUTINES = """
    import asyncio

    class Model:
        async def predict(self, request):
            print("begun", flush=True)
            try:
                await asyncio.sleep(1000 if request == "wait" else 0)
            except asyncio.CancelledError:
                print("cancelled")
                if request == "wait":
                    raise
            finally:
                print("finally")
            return request
"""


def test_a_coroutine_is_cancelled(start):
    worker = start(COROUTINES, limits={"predictConcurrency": 1})
    worker.ready()
    worker.request(b'"wait"', id=1)
    worker.request(b'"queued"', id=2)
    worker.request(b'"next"', id=3)
    worker.control.send(Frame(protocol.CANCEL, 2), Frame(protocol.CANCEL, 1), Frame(protocol.CANCEL, 1))
    answers = {frame.id: frame for frame in (worker.data.receive() for _ in range(3))}
    assert is_cancelled(answers[1], 1)
    assert is_cancelled(answers[2], 2)
    assert answers[3].payload == b'"next"'
    worker.half_close()
    assert worker.wait() == 0


def test_a_coroutine_that_will_not_be_cancelled_is_answered_as_cancelled(start):
    worker = start("""
        import asyncio

        class Model:
            async def predict(self, request):
                with open("started", "w"):
                    pass
                try:
                    await asyncio.sleep(1000)
                except asyncio.CancelledError:
                    return "stubborn"
    """)
    worker.ready()
    worker.request(b"1", id=1)
    while not (worker.directory / "started").exists():
        pass
    worker.control.send(Frame(protocol.CANCEL, 1))
    assert is_cancelled(worker.data.receive(), 1)


def test_a_request_tells_its_model_that_the_client_has_left(start):
    worker = start("""
        import asyncio
        from truss import Request

        class Model:
            async def predict(self, request: Request):
                with open("started", "w"):
                    pass
                try:
                    await asyncio.sleep(1000)
                finally:
                    print("left", await request.is_disconnected())
    """)
    worker.ready()
    worker.request(b"1", id=1)
    while not (worker.directory / "started").exists():
        pass
    worker.control.send(Frame(protocol.CANCEL, 1))
    assert is_cancelled(worker.data.receive(), 1)
    worker.half_close()
    assert worker.output() == "left True\n"


LOOKING = {
    "is_disconnected": """
                while not await request.is_disconnected():
                    open("looked", "w").close()
                    await asyncio.sleep(0.01)
    """,
    "watch_disconnect": """
                with request.state.watch_disconnect() as left:
                    while not left.is_set():
                        open("looked", "w").close()
                        await asyncio.sleep(0.01)
    """,
}


@pytest.mark.parametrize("look", LOOKING)
@pytest.mark.parametrize(("python", "source"), [(None, "truss"), (sys.executable, "starlette.requests")])
def test_a_model_that_looks_is_left_to_clean_up(start, look, python, source):
    more = {} if python is None else {"python": python}
    model = f"""
        import asyncio
        from {source} import Request

        class Model:
            async def predict(self, body, request: Request):
                {LOOKING[look].strip()}
                await asyncio.sleep(0.01)
                print("cleaned up")
                return "nobody gets this"
    """
    worker = start(model, **more)
    worker.ready()
    worker.request(b"1", id=1)
    while not (worker.directory / "looked").exists():
        pass
    worker.control.send(Frame(protocol.CANCEL, 1))
    assert is_cancelled(worker.data.receive(), 1)
    worker.half_close()
    assert worker.output() == "cleaned up\n"


def test_a_model_that_has_not_looked_yet_is_cancelled(start):
    worker = start("""
        import asyncio
        from truss import Request

        class Model:
            async def predict(self, body, request: Request):
                open("started", "w").close()
                try:
                    await asyncio.sleep(1000)
                    await request.is_disconnected()
                finally:
                    print("ended")
    """)
    worker.ready()
    worker.request(b"1", id=1)
    while not (worker.directory / "started").exists():
        pass
    worker.control.send(Frame(protocol.CANCEL, 1))
    assert is_cancelled(worker.data.receive(), 1)
    worker.half_close()
    assert worker.output() == "ended\n"
