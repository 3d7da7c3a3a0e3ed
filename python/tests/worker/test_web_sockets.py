"""WebSockets: messages both ways, their ends, back-pressure; with our class and with Starlette's."""

import json
import sys

import pytest

from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

HTTP = {
    "method": "GET",
    "path": "/v1/websocket",
    "query": "room=5",
    "headers": [["Host", "localhost"], ["x-a", "1"]],
    "client": "127.0.0.1:50000",
}
TEXT, RAW = protocol.FORM_TEXT, protocol.FORM_RAW

STARLETTE = "from starlette.websockets import WebSocketDisconnect"
OURS = "from truss import WebSocketDisconnect"
# With an interpreter that has Starlette, and with one that has nothing.
CLASSES = [pytest.param((sys.executable, STARLETTE), id="starlette"), pytest.param((None, OURS), id="ours")]


@pytest.fixture(params=CLASSES)
def serve(request, start):
    python, imports = request.param

    def serve_model(body, **told):
        source = f"{imports}\nimport asyncio\n\nclass Model:\n    async def websocket(self, ws):\n"
        source += "\n".join(f"        {line}" for line in body.strip().splitlines())
        worker = start(source, **({"python": python} if python else {}), **told)
        worker.ready()
        return worker

    return serve_model


def connect(worker, id=1, **more):  # noqa: A002 - as the frame has it
    worker.request(b"", id=id, form=0, flags=protocol.FLAG_MORE, method="websocket", http={**HTTP, **more})


def say(worker, data, id=1):  # noqa: A002
    form = TEXT if isinstance(data, str) else RAW
    payload = data.encode() if isinstance(data, str) else data
    worker.data.send(Frame(protocol.CHUNK, id, payload=payload, form=form))


def leave(worker, code=1000, reason="", id=1):  # noqa: A002
    worker.data.send(Frame(protocol.END, id, code, {"reason": reason} if reason else {}))


def test_json_is_that_of_answers_over_http(serve):
    worker = serve("""
import datetime
await ws.send_json({"a": float("nan"), "b": {1: datetime.date(2026, 1, 2)}})
await ws.send_json((1, "\\ud83d"), mode="binary")
""")
    connect(worker)
    assert message(worker.data.receive()) == '{"a":null,"b":{"1":"2026-01-02"}}'
    assert message(worker.data.receive()) == b'[1,"\\ud83d"]'


def message(frame):
    assert frame.kind == protocol.CHUNK, frame
    return frame.payload.decode() if frame.form == TEXT else frame.payload


def ended(frame):
    assert frame.kind == protocol.END, frame
    return frame.header


def test_text_bytes_and_json(serve):
    worker = serve("""
await ws.accept()
await ws.send_text("got " + await ws.receive_text())
await ws.send_bytes(b"got " + await ws.receive_bytes())
await ws.send_json({"got": await ws.receive_json()})
await ws.send_json([1], mode="binary")
""")
    connect(worker)
    say(worker, "grüß")
    say(worker, b"\xff")
    say(worker, '{"a": 1}')
    received = [worker.data.receive() for _ in range(4)]
    assert message(received[0]) == "got grüß"
    assert message(received[1]) == b"got \xff"
    assert json.loads(message(received[2])) == {"got": {"a": 1}}
    assert json.loads(message(received[3])) == [1]
    assert ended(worker.data.receive()) == {}


def test_what_is_known_of_the_connection(serve):
    worker = serve("""
ws.state.seen = 1
known = [ws.headers["X-A"], ws.query_params["room"], ws.client.host, ws.client.port, ws.url.path, ws.state.seen]
await ws.send_json(known)
""")
    connect(worker)
    assert json.loads(message(worker.data.receive())) == ["1", "5", "127.0.0.1", 50000, "/v1/websocket", 1]


def test_iteration_ends_when_the_client_leaves(serve):
    worker = serve("""
async for text in ws.iter_text():
    await ws.send_text(text * 2)
    print("echoed", flush=True)
print("left", flush=True)
""")
    connect(worker)
    for text in ("a", "b"):
        say(worker, text)
        assert message(worker.data.receive()) == text * 2
    leave(worker)
    assert ended(worker.data.receive()) == {}
    worker.half_close()
    assert worker.output().splitlines() == ["echoed", "echoed", "left"]


def test_the_model_is_told_the_close_code(serve):
    worker = serve("""
try:
    await ws.receive_text()
except WebSocketDisconnect as error:
    print(error.code, error.reason, flush=True)
    raise
""")
    connect(worker)
    leave(worker, 4001, "enough")
    assert ended(worker.data.receive()) == {}
    worker.half_close()
    assert worker.output() == "4001 enough\n"


def test_the_model_closes_with_a_code(serve):
    worker = serve("""
await ws.send_text("last")
await ws.close(4000, "enough")
await asyncio.sleep(0.01)
raise ValueError("nobody hears of it")
""")
    connect(worker)
    assert message(worker.data.receive()) == "last"
    assert ended(worker.data.receive()) == {"code": 4000, "reason": "enough"}
    # There is no second terminal frame: the next one is of the next connection.
    connect(worker, id=2)
    assert worker.data.receive().id == 2
    worker.half_close()
    assert "ValueError: nobody hears of it" in worker.output()


def test_sending_after_the_client_has_left(serve):
    worker = serve("""
while (await ws.receive())["type"] != "websocket.disconnect":
    pass
try:
    await ws.send_text("anybody?")
except WebSocketDisconnect as error:
    print(error.code, flush=True)
except RuntimeError:
    print(1006, flush=True)  # Starlette's own check comes first
""")
    connect(worker)
    leave(worker)
    assert ended(worker.data.receive()) == {}
    worker.half_close()
    assert worker.output() == "1006\n"


def test_an_exception(serve):
    worker = serve("raise ValueError('secret')")
    connect(worker)
    answer = worker.data.receive()
    assert answer.kind == protocol.ERROR
    assert answer.header["code"] == "MODEL_RAISED"
    say(worker, "to nobody")
    connect(worker, id=2)
    assert worker.data.receive().id == 2


def test_several_at_once(serve):
    worker = serve("""
async for text in ws.iter_text():
    await ws.send_text(text)
""")
    for id in (1, 2, 3):  # noqa: A001
        connect(worker, id=id)
    for id in (3, 1, 2):  # noqa: A001
        say(worker, f"to {id}", id=id)
        answer = worker.data.receive()
        assert (answer.id, message(answer)) == (id, f"to {id}")
    leave(worker, id=2)
    assert ended(worker.data.receive()) == {}
    say(worker, "still there", id=3)
    assert message(worker.data.receive()) == "still there"


def test_a_message_that_was_received_is_given_back_as_credit(serve):
    worker = serve("""
await ws.receive_text()
await ws.send_text("one")
await asyncio.Event().wait()
""")
    connect(worker)
    say(worker, "grüß")
    say(worker, "not received")
    assert message(worker.data.receive()) == "one"
    credit = worker.life_frame()
    assert (credit.kind, credit.id, credit.aux) == (protocol.CREDIT, 1, 6)
    # The second message was not received, so that nothing is given back for it: the next frame is another.
    worker.control.send(Frame(protocol.HEALTH, aux=3))
    assert worker.life_frame().kind == protocol.HEALTH


def test_a_client_that_does_not_read_holds_the_model_back(serve):
    worker = serve(
        """
for number in range(4):
    await ws.send_bytes(bytes(60))
    print(number, flush=True)
""",
        limits={"streamWindowBytes": 100},
    )
    connect(worker)
    assert [len(message(worker.data.receive())) for _ in range(2)] == [60, 60]
    connect(worker, id=2)
    assert [worker.data.receive().id for _ in range(2)] == [2, 2]
    worker.control.send(Frame(protocol.CREDIT, 1, 200))
    assert [worker.data.receive().id for _ in range(3)] == [1, 1, 1]
    # One that waits for credit hears that the client has left.
    leave(worker, id=2)
    assert worker.data.receive().kind == protocol.END
    worker.half_close()
    assert sorted(worker.output().split()) == sorted(["0", "1", "2", "3", "0", "1"])


def test_cancel(serve):
    worker = serve("await ws.receive_text()")
    connect(worker)
    worker.control.send(Frame(protocol.CANCEL, 1))
    answer = worker.data.receive()
    assert (answer.kind, answer.header["code"]) == (protocol.ERROR, "REQUEST_CANCELLED")


def test_the_end_of_the_server_is_an_end_of_the_connection(serve):
    worker = serve("print((await ws.receive())['code'], flush=True)")
    connect(worker)
    worker.half_close()
    assert worker.data.receive().kind == protocol.END
    assert worker.output() == "1001\n"


def test_fastapis_class_as_annotation(start):
    source = """
        from fastapi import WebSocket

        class Model:
            async def websocket(self, ws: WebSocket):
                await ws.send_json(isinstance(ws, WebSocket))
    """
    worker = start(source, python=sys.executable)
    worker.ready()
    connect(worker)
    assert message(worker.data.receive()) == "true"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def websocket(self, ws): pass", "The model's websocket is not an async method"),
        ("async def websocket(self): pass", "The model's websocket is not an async method"),
        ("async def websocket(self, ws):\n        yield", "The model's websocket is not an async method"),
        (
            "async def websocket(self, ws): pass\n    def predict(self, x): pass\n    def postprocess(self, x): pass",
            "The model has websocket and predict, postprocess",
        ),
    ],
)
def test_rules(start, source, message):
    failed = start(f"class Model:\n    {source}").failed()
    assert failed["code"] == "MODEL_CLASS_INVALID"
    assert failed["message"].startswith(message)
