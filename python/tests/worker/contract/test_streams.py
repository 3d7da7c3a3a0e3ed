"""A client that leaves, or that reads slowly, and the generator behind its stream."""

import json

import pytest

from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

KINDS = {
    "sync generator": """
        def predict(self, request):
            try:
                for number in range(10**9):
                    yield bytes(1000)
            finally:
                print("closed", flush=True)
    """,
    "async generator": """
        async def predict(self, request):
            try:
                for number in range(10**9):
                    yield bytes(1000)
            finally:
                print("closed", flush=True)
    """,
    "async generator that waits for something": """
        async def predict(self, request):
            import asyncio
            yield b"first"
            try:
                await asyncio.Event().wait()
            finally:
                print("closed", flush=True)
    """,
}


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("kind", KINDS)
def test_a_client_that_leaves_closes_the_generator(start, kind, concurrency):
    limits = {"streamWindowBytes": 5000, "predictConcurrency": concurrency}
    worker = start("class Model:" + KINDS[kind], limits=limits)
    worker.ready()
    worker.request(b"1")
    assert worker.data.receive().kind == protocol.CHUNK
    worker.control.send(Frame(protocol.CANCEL, 1))
    while (answer := worker.data.receive()).kind == protocol.CHUNK:
        pass
    assert answer.header["code"] == "REQUEST_CANCELLED"
    # When the terminal frame is there, the generator is closed.
    worker.half_close()
    assert worker.output() == "closed\n"


@pytest.mark.parametrize("define", ["def", "async def"])
def test_memory_is_flat_while_the_reader_is_slow(start, define):
    worker = start(
        f"""
        import resource

        class Model:
            {define} predict(self, request):
                for number in range(300):
                    yield bytes(100_000)
                yield str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        """,
        limits={"streamWindowBytes": 300_000},
    )
    worker.ready()
    worker.request(b"1")
    received = 0
    while (frame := worker.data.receive()).kind == protocol.CHUNK:
        received += len(frame.payload)
        worker.control.send(Frame(protocol.CREDIT, 1, len(frame.payload)))
        last = frame.payload
    assert received == 300 * 100_000 + len(last)
    # In KiB here and in bytes on a Mac: far below the 30 MB that went through.
    alone = start("import resource\nclass Model:\n    def predict(self, r): return resource.getrusage(0).ru_maxrss")
    alone.ready()
    assert int(last) < json.loads(alone.ask(b"1").payload) * 2


@pytest.mark.parametrize("define", ["def", "async def"])
@pytest.mark.parametrize("stream", ["raw", "sse", "ndjson"])
def test_an_error_before_the_first_item_has_its_status(start, define, stream):
    worker = start(f"""
        from truss import HTTPError

        class Model:
            {define} predict(self, request):
                if request:
                    raise HTTPError(404, "no such thing")
                yield 1
                raise ValueError
    """)
    worker.ready()
    early = worker.ask(b"1", stream=stream)
    assert (early.kind, early.header["status"]) == (protocol.ERROR, 404)
    worker.request(b"0", id=2, stream=stream)
    frames = [worker.data.receive() for _ in range(2)]
    assert [frame.kind for frame in frames] == [protocol.CHUNK, protocol.ERROR]
    assert frames[1].header["code"] == "MODEL_RAISED"


OPENAI = """
    import pydantic

    class Delta(pydantic.BaseModel):
        text: str

    class Model:
        async def chat_completions(self, body: dict):
            for text in body["texts"]:
                yield Delta(text=text) if body["as"] == "models" else f"data: {text}\\n\\n"
"""


@pytest.mark.parametrize(
    ("kind", "payloads"),
    [
        ("models", [b'data: {"text":"a"}\n\n', b'data: {"text":"b"}\n\n', b"data: [DONE]\n\n"]),
        ("strings", [b"data: a\n\n", b"data: b\n\n"]),
    ],
)
def test_openai_style_methods_stream_events(start, kind, payloads):
    import sys

    worker = start(OPENAI, python=sys.executable)
    worker.ready()
    body = json.dumps({"texts": ["a", "b"], "as": kind}).encode()
    worker.request(body, method="chat_completions", stream="sse")
    frames = [worker.data.receive() for _ in range(len(payloads) + 1)]
    assert [frame.payload for frame in frames[:-1]] == payloads
    assert frames[0].header["contentType"] == "text/event-stream"
    assert frames[-1].kind == protocol.END
