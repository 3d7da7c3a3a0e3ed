"""HEALTH, which is answered whatever the model is doing."""

import pytest

from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame


def ask(worker, number):
    worker.control.send(Frame(protocol.HEALTH, aux=number))
    answer = worker.life_frame()
    assert (answer.kind, answer.aux) == (protocol.HEALTH, number)
    return answer.header


def test_a_model_without_is_healthy_is_well(start):
    worker = start("class Model:\n    def predict(self, request): ...")
    worker.ready()
    assert ask(worker, 7) == {"healthy": True}


@pytest.mark.parametrize("concurrency", [1, 2])
@pytest.mark.parametrize("define", ["def", "async def"])
@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("return 1", {"healthy": True}),
        ("return None", {"healthy": False, "reason": "is_healthy says so"}),
        ("raise ValueError('secret')", {"healthy": False, "reason": "is_healthy raised ValueError"}),
    ],
)
def test_is_healthy_decides(start, concurrency, define, body, answer):
    worker = start(
        f"class Model:\n    def predict(self, request): ...\n    {define} is_healthy(self): {body}",
        limits={"predictConcurrency": concurrency},
    )
    worker.ready()
    assert ask(worker, 1) == answer
    assert ask(worker, 2) == answer


def test_while_the_model_loads(start):
    worker = start("""
        import os

        class Model:
            def load(self):
                os.mkfifo("go")
                with open("go") as go:
                    go.read()

            def predict(self, request): ...
    """)
    assert ask(worker, 1) == {"healthy": False, "reason": "the model is loading"}
    while not (worker.directory / "go").exists():
        pass
    (worker.directory / "go").write_text("x")
    worker.ready()
    assert ask(worker, 2) == {"healthy": True}


def test_an_is_healthy_that_hangs_holds_up_neither_requests_nor_the_control_channel(start):
    worker = start("""
        import time

        class Model:
            def predict(self, request):
                return request

            def is_healthy(self):
                time.sleep(1000)
    """)
    worker.ready()
    worker.control.send(Frame(protocol.HEALTH, aux=1), Frame(protocol.CANCEL, 5), Frame(protocol.RELOAD))
    assert worker.failed()["phase"] == "reload"
    assert worker.ask(b"1", id=5).header["code"] == "REQUEST_CANCELLED"
    assert worker.ask(b"2", id=6).payload == b"2"
