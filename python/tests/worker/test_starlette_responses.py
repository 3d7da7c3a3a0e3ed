"""FastAPI's and Starlette's own objects as answers: status, headers, streams, what runs after them, HTTPException."""

import json
import sys

import pytest

from truss_worker.wire import protocol


@pytest.fixture(params=["def", "async def"])
def serve(request, start):
    """A worker of the tests' interpreter, whose model has one method of this body; in each of the two loops."""

    def serve_model(body):
        lines = "".join(f"        {line}\n" for line in body.strip().splitlines())
        source = (
            "import fastapi, json\nfrom fastapi.responses import *\nfrom starlette.background import BackgroundTask\n"
        )
        source += f"class Model:\n    {request.param} predict(self, request):\n{lines}"
        worker = start(source, python=sys.executable)
        worker.ready()
        return worker

    return serve_model


def test_a_json_response(serve):
    worker = serve("return JSONResponse({'a': 'é'}, 201, headers={'X-A': 'b'})")
    answer = worker.ask(b"1")
    assert json.loads(answer.payload) == {"a": "é"}
    assert answer.header == {"contentType": "application/json", "status": 201, "headers": [["x-a", "b"]]}


def test_html_redirects_and_cookies(serve):
    worker = serve("""
if request == 1:
    return HTMLResponse("<p>")
if request == 2:
    return RedirectResponse("/there")
answer = PlainTextResponse("ok")
answer.set_cookie("a", "1")
answer.set_cookie("b", "2")
return answer
""")
    answer = worker.ask(b"1")
    assert (answer.payload, answer.header["contentType"]) == (b"<p>", "text/html; charset=utf-8")
    answer = worker.ask(b"2", id=2)
    assert (answer.header["status"], answer.header["headers"]) == (307, [["location", "/there"]])
    answer = worker.ask(b"3", id=3)
    assert [name for name, _ in answer.header["headers"]] == ["set-cookie", "set-cookie"]


def test_a_file_response(serve):
    worker = serve("open('data.bin', 'wb').write(bytes(300)); return FileResponse('data.bin', media_type='image/png')")
    answer = worker.ask(b"1")
    assert answer.kind == protocol.RESULT, answer
    assert (answer.payload, answer.header["contentType"]) == (bytes(300), "image/png")


@pytest.mark.parametrize("stream", ["raw", "sse", "join"])
def test_a_streaming_response_keeps_its_status_and_type(serve, stream):
    worker = serve("""
return StreamingResponse(iter(["a", b"b"]), 202, {"X-A": "b"}, "text/csv")
""")
    worker.request(b"1", stream=stream)
    first, second, end = (worker.data.receive() for _ in range(3))
    assert (first.kind, first.payload, second.payload, end.kind) == (protocol.CHUNK, b"a", b"b", protocol.END)
    assert first.header == {
        "contentType": "text/csv; charset=utf-8",
        "status": 202,
        "headers": [["x-a", "b"]],
    }


def test_a_streaming_response_without_items_has_its_status(serve):
    worker = serve("return StreamingResponse(iter([]), 204)")
    worker.request(b"1")
    first, end = worker.data.receive(), worker.data.receive()
    assert (first.kind, first.payload, first.header["status"], end.kind) == (protocol.CHUNK, b"", 204, protocol.END)


@pytest.mark.parametrize("kind", ["JSONResponse(1, ", "StreamingResponse(iter(['a']), "])
def test_what_is_in_the_background_runs_after_the_answer(serve, kind):
    worker = serve(f"""
def later():
    print("ran afterwards", flush=True)
    raise ValueError("said in the log")
return {kind}background=BackgroundTask(later))
""")
    worker.request(b"1")
    while worker.data.receive().kind == protocol.CHUNK:
        pass
    assert worker.ask(b"1", id=2).id == 2
    worker.half_close()
    output = worker.output()
    assert output.count("ran afterwards") == 2
    assert "ValueError: said in the log" in output


def test_http_exceptions(serve):
    worker = serve("raise fastapi.HTTPException(429, {'slow': 'down'}, headers={'Retry-After': '3'})")
    answer = worker.ask(b"1")
    assert answer.kind == protocol.ERROR
    assert answer.header["status"] == 429
    assert answer.header["detail"] == {"slow": "down"}
    assert answer.header["headers"] == [["retry-after", "3"]]


def test_our_own_error_has_headers_too(start):
    worker = start("""
        from truss import HTTPError

        class Model:
            def predict(self, request):
                raise HTTPError(503, "later", headers={"Retry-After": 3} if request else None)
    """)
    worker.ready()
    assert worker.ask(b"1").header["headers"] == [["retry-after", "3"]]
    assert "headers" not in worker.ask(b"0", id=2).header


@pytest.mark.parametrize("status", [999, 100, 0, -1])
def test_a_response_with_a_status_that_http_does_not_have_is_the_models_mistake(serve, status):
    worker = serve(f"from truss import Response\nreturn Response('x', status_code={status})")
    answer = worker.ask(b"{}")
    assert answer.header["code"] == "RESULT_NOT_ENCODABLE"
    assert f"the status {status}" in answer.header["message"]
