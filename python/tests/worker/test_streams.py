"""Streamed answers: chunks, their framing, back-pressure and errors on the way; each way of writing a generator."""

import json

import pytest

from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

# How the same generator is written, and in which loop it runs.
WAYS = {
    "sync": ("def", "", 1),
    "sync in a thread": ("def", "", 4),
    "async": ("async def", "await asyncio.sleep(0)", 1),
}


@pytest.fixture(params=WAYS)
def stream_of(request, start):
    """Starts a worker whose model streams what the lines of `body` yield."""
    define, wait, concurrency = WAYS[request.param]

    def stream_of_items(body, method="predict", **limits):
        worker = start(
            f"""
import asyncio

class Model:
    {define} {method}(self, request):
        try:
            {wait or "pass"}
            {body}
        finally:
            print("closed")
""",
            limits={"predictConcurrency": concurrency, **limits},
        )
        worker.ready()
        return worker

    return stream_of_items


def receive_stream(worker):
    """The chunks of one answer and its terminal frame."""
    chunks = []
    while (frame := worker.data.receive()).kind == protocol.CHUNK:
        chunks.append(frame)
    return chunks, frame


def test_items_are_chunks_and_the_first_says_what_they_are(stream_of):
    worker = stream_of("for item in request: yield item")
    worker.request(b'["a", "\xc3\xbc"]', id=9)
    chunks, end = receive_stream(worker)
    assert [(chunk.id, chunk.payload) for chunk in chunks] == [(9, b"a"), (9, "ü".encode())]
    assert [chunk.header for chunk in chunks] == [{"contentType": "text/plain; charset=utf-8"}, {}]
    assert (end.kind, end.id) == (protocol.END, 9)
    assert worker.ask(b'["next"]', id=10).payload == b"next"


def test_a_stream_without_items_is_an_end(stream_of):
    worker = stream_of("for item in request: yield item")
    assert worker.ask(b"[]").kind == protocol.END


@pytest.mark.parametrize(
    ("mode", "method", "items", "content_type", "payload"),
    [
        ("raw", "predict", ["a", 1, {"b": 2}], "text/plain; charset=utf-8", b'a1\n{"b":2}\n'),
        ("raw", "predict", [{"b": 2}, "a\nb"], "application/x-ndjson", b'{"b":2}\n"a\\nb"\n'),
        ("ndjson", "predict", ["a\u2028b\u0085"], "application/x-ndjson", b'"a\\u2028b\\u0085"\n'),
        ("sse", "predict", [{"c": "\u2029"}], "text/event-stream", b'data: {"c":"\\u2029"}\n\n'),
        ("raw", "predict", ["a\ud83d", "\ud83d\ude00"], "text/plain; charset=utf-8", "a\ufffd\U0001f600".encode()),
        ("sse", "predict", ["\ud83d"], "text/event-stream", "data: \ufffd\n\n".encode()),
        ("sse", "predict", ["data: one\n\n"], "text/event-stream", b"data: one\n\n"),
        (
            "sse",
            "predict",
            ["event: x\r\ndata: 1\r\n\r\n: still there\n\n", "data: \n\ntext"],
            "text/event-stream",
            b"event: x\r\ndata: 1\r\n\r\n: still there\n\ndata: data: \ndata: \ndata: text\n\n",
        ),
        (
            "sse",
            "messages",
            [{"type": "message_start"}, {"a": 1}, "event: own\ndata: 1\n\n"],
            "text/event-stream",
            b'event: message_start\ndata: {"type":"message_start"}\n\ndata: {"a":1}\n\nevent: own\ndata: 1\n\n',
        ),
        ("sse", "responses", [{"type": "r"}], "text/event-stream", b'event: r\ndata: {"type":"r"}\n\n'),
        ("ndjson", "predict", ["a", None], "application/x-ndjson", b'"a"\nnull\n'),
        ("sse", "predict", ["a\nb", {"c": 1}], "text/event-stream", b'data: a\ndata: b\n\ndata: {"c":1}\n\n'),
        ("sse", "completions", ["data: own\n\n"], "text/event-stream", b"data: own\n\n"),
        ("sse", "completions", [{"c": 1}], "text/event-stream", b'data: {"c":1}\n\ndata: [DONE]\n\n'),
    ],
)
def test_framing(stream_of, mode, method, items, content_type, payload):
    worker = stream_of('for item in request["items"]: yield item', method)
    worker.request(json.dumps({"items": items}).encode(), stream=mode, method=method)
    chunks, end = receive_stream(worker)
    assert b"".join(chunk.payload for chunk in chunks) == payload
    assert chunks[0].header == {"contentType": content_type}
    assert end.kind == protocol.END


@pytest.mark.parametrize(
    ("items", "payload"), [('["a", b"\\xc3", b"\\xbc"]', '"aü"'), ('["a", 1]', '["a",1]'), ("[]", '""')]
)
def test_joined_items_are_one_result(stream_of, items, payload):
    worker = stream_of(f"for item in {items}: yield item")
    answer = worker.ask(b"1", stream="join", accept=1)
    assert (answer.kind, answer.payload.decode()) == (protocol.RESULT, payload)


def test_no_item_is_taken_without_credit(stream_of):
    worker = stream_of(
        "for number in range(1000):\n"
        "                print('took', number)\n"
        "                yield 'x' * 10",
        streamWindowBytes=25,
    )  # fmt: skip
    worker.request(b"1", id=3)
    received = [worker.data.receive() for _ in range(3)]
    assert b"".join(chunk.payload for chunk in received) == b"x" * 30
    # Not one more, however long one waits; another request shows that the worker has had its turn.
    worker.control.send(Frame(protocol.CREDIT, 3, 5), Frame(protocol.CREDIT, 3, 10))
    assert worker.data.receive().payload == b"x" * 10
    worker.control.send(Frame(protocol.CANCEL, 3))
    error = worker.data.receive()
    assert (error.kind, error.header["code"]) == (protocol.ERROR, "REQUEST_CANCELLED")
    worker.half_close()
    assert worker.output().splitlines() == ["took 0", "took 1", "took 2", "took 3", "closed"]


def test_credit_for_a_stream_that_is_over_is_ignored(stream_of):
    worker = stream_of("yield 'a'")
    for number in (1, 2):
        worker.control.send(Frame(protocol.CREDIT, number, 100))
        worker.request(b"1", id=number)
        chunks, end = receive_stream(worker)
        assert (len(chunks), end.kind) == (1, protocol.END)
        worker.control.send(Frame(protocol.CREDIT, number, 100))


def test_a_cancelled_stream_is_closed_before_its_next_item(stream_of):
    worker = stream_of("while True: yield 'x'", streamWindowBytes=2)
    worker.request(b"1", id=3)
    assert [worker.data.receive().payload for _ in range(2)] == [b"x", b"x"]
    worker.control.send(Frame(protocol.CANCEL, 3))
    assert worker.data.receive().header["code"] == "REQUEST_CANCELLED"
    worker.half_close()
    assert worker.output() == "closed\n"


@pytest.mark.parametrize(
    ("failing", "code"),
    [
        ("raise ValueError", "MODEL_RAISED"),
        ("raise SystemExit", "MODEL_EXITED"),
        ("yield object()", "RESULT_NOT_ENCODABLE"),
        ("yield 'x' * 5000", "RESULT_TOO_LARGE"),
    ],
)
def test_an_error_after_some_chunks(stream_of, failing, code):
    worker = stream_of(f"yield 'a'; {failing}", maxFrameBytes=4000)
    worker.request(b"1")
    chunks, error = receive_stream(worker)
    assert [chunk.payload for chunk in chunks] == [b"a"]
    assert (error.kind, error.header["code"]) == (protocol.ERROR, code)
    assert "truss_worker" not in error.header.get("exception", {}).get("traceback", "")
    worker.request(b"1", id=2)
    assert receive_stream(worker)[1].header["code"] == code


@pytest.mark.parametrize("concurrency", [1, 4])
def test_an_iterator_that_is_no_generator_is_a_stream_too(start, concurrency):
    worker = start(
        """
        class Items:
            def __init__(self): self.left = ["a", "b"]
            def __iter__(self): return self
            def __next__(self):
                if not self.left: raise StopIteration
                return self.left.pop(0)

        class Model:
            def predict(self, request): return Items()
        """,
        limits={"predictConcurrency": concurrency},
    )
    worker.ready()
    worker.request(b"1")
    chunks, end = receive_stream(worker)
    assert [chunk.payload for chunk in chunks] == [b"a", b"b"]
    assert end.kind == protocol.END


@pytest.mark.parametrize("define", ["def", "async def"])
@pytest.mark.parametrize("given", ["zip([1, 2], 'ab')", "map(str, [1, 2])", "iter([1])", "reversed([1])"])
def test_a_postprocess_goes_through_what_is_no_generator(start, define, given):
    worker = start(f"""
        class Model:
            {define} predict(self, request):
                return {given}

            def postprocess(self, items):
                return list(items)
    """)
    worker.ready()
    answer = worker.ask(b"1")
    assert (answer.kind, json.loads(answer.payload)) == (protocol.RESULT, json.loads(json.dumps(list(eval(given)))))


@pytest.mark.parametrize("define", ["def", "async def"])
def test_what_async_for_goes_through_is_a_stream(start, define):
    worker = start(f"""
        class Items:
            async def __aiter__(self):
                yield "a"
                yield "b"

        class Model:
            {define} predict(self, request):
                return Items()
    """)
    worker.ready()
    worker.request(b"1")
    assert [worker.data.receive().payload for _ in range(3)] == [b"a", b"b", b""]


def test_an_async_generator_that_a_sync_method_gives(start):
    worker = start("""
        class Model:
            def predict(self, request):
                async def items():
                    yield "a"
                    yield "b"
                return items()
    """)
    assert worker.ready()["methods"] == {"predict": {"kind": "sync"}}
    worker.request(b"1")
    chunks, end = receive_stream(worker)
    assert [chunk.payload for chunk in chunks] == [b"a", b"b"]
    assert end.kind == protocol.END


@pytest.mark.parametrize("define", ["def", "async def"])
def test_a_streaming_response_by_its_shape(start, define):
    worker = start(f"""
        class StreamingResponse:
            status_code = 206
            raw_headers = [(b"content-type", b"text/csv"), (b"x-a", b"1"), (b"x-a", b"2")]
            headers = dict(raw_headers)

            def __init__(self, items):
                self.body_iterator = items

        async def lines():
            yield b"1,2\\n"
            yield "3,4\\n"

        class Model:
            {define} predict(self, request):
                return StreamingResponse(lines())
    """)
    worker.ready()
    worker.request(b"1", stream="sse")
    chunks, end = receive_stream(worker)
    assert [chunk.payload for chunk in chunks] == [b"1,2\n", b"3,4\n"]
    assert chunks[0].header == {"contentType": "text/csv", "status": 206, "headers": [["x-a", "1"], ["x-a", "2"]]}
    assert end.kind == protocol.END


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_stream_does_not_pass_through_postprocess(start, concurrency):
    worker = start(
        """
        class Model:
            def predict(self, request):
                return (item for item in "ab")

            def postprocess(self, outputs):
                return outputs
        """,
        limits={"predictConcurrency": concurrency},
    )
    worker.ready()
    assert worker.ask(b"1").header["code"] == "MODEL_CLASS_INVALID"
