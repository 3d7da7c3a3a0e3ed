"""Request and Response: ours, and Starlette's where the environment has it."""

import json

import pytest

from truss_worker.http.http_objects import Headers, Request, Response

HTTP = {
    "method": "PUT",
    "path": "/a",
    "query": "x=1&x=2&y=",
    "headers": [["X-A", "1"], ["x-a", "2"]],
    "client": "::1:80",
}


def test_request():
    request = Request(HTTP, b"", lambda: False)
    assert (request.method, request.url.path, request.url.query) == ("PUT", "/a", "x=1&x=2&y=")
    assert request.query_params == {"x": "2", "y": ""}
    assert tuple(request.client) == ("::1", 80)


def test_a_request_without_http():
    request = Request({}, b"", lambda: False)
    assert (request.method, request.url.path, dict(request.headers), request.client) == ("POST", "/", {}, None)


def test_headers():
    headers = Headers([("X-A", "1"), ("x-a", "2"), ("B", "3")])
    assert headers["x-A"] == "1"
    assert headers.getlist("X-a") == ["1", "2"]
    assert dict(headers) == {"x-a": "1", "b": "3"}
    assert headers.get("none") is None
    assert "X-A" in headers


@pytest.mark.parametrize(
    ("arguments", "body", "headers"),
    [
        ({"content": "ü"}, "ü".encode(), {}),
        ({"content": b"x", "media_type": "image/png"}, b"x", {"content-type": "image/png"}),
        ({"content": "x", "media_type": "text/html"}, b"x", {"content-type": "text/html; charset=utf-8"}),
        ({"headers": {"content-type": "a/b"}, "media_type": "c/d"}, b"", {"content-type": "a/b"}),
    ],
)
def test_response(arguments, body, headers):
    response = Response(**arguments)
    assert (response.body, response.headers, response.status_code) == (body, headers, 200)


# As much of Starlette as shows that its objects are made and taken.
STARLETTE = {
    "packages/starlette/__init__.py": "",
    "packages/starlette/requests.py": """
        class Request:
            def __init__(self, scope, receive):
                self.scope = {name: repr(value) for name, value in scope.items()}
                self.receive = receive
    """,
    "packages/starlette/responses.py": """
        class Response:
            status_code = 200
            body = b"tea"
            headers = {}
            raw_headers = [(b"content-type", b"text/tea"), (b"set-cookie", b"a"), (b"set-cookie", b"b")]
    """,
}


@pytest.mark.parametrize("source", ["truss", "starlette.requests"])
def test_starlettes_request(start, source):
    worker = start(
        f"""
        from {source} import Request

        class Model:
            async def predict(self, body, request: Request):
                return [type(request).__module__, request.scope, (await request.receive())["body"].decode()]
        """,
        STARLETTE,
    )
    assert worker.ready()["needsRequest"] is True
    module, scope, body = json.loads(worker.ask(b"1", http=HTTP).payload)
    assert (module, body) == ("starlette.requests", "1")
    assert scope["query_string"] == "b'x=1&x=2&y='"
    assert scope["headers"] == "[(b'x-a', b'1'), (b'x-a', b'2')]"
    assert scope["state"].startswith("{'watch_disconnect': <function")


def test_starlettes_response(start):
    worker = start(
        """
        from truss import Response

        class Model:
            def predict(self, body):
                return Response()
        """,
        STARLETTE,
    )
    worker.ready()
    answer = worker.ask(b"1")
    assert answer.payload == b"tea"
    assert answer.header == {"contentType": "text/tea", "headers": [["set-cookie", "a"], ["set-cookie", "b"]]}
