"""Requests and their answers, also those that fail; each with the blocking loop and with the event loop."""

import json

import pytest

from truss_worker.wire import protocol

LOOPS = [pytest.param(1, id="blocking"), pytest.param(4, id="event-loop")]


@pytest.fixture(params=LOOPS)
def serve(request, start):
    """Starts a ready worker."""

    def serve_model(model, files=None, **told):
        limits = {"predictConcurrency": request.param, **told.pop("limits", {})}
        worker = start(model, files, limits=limits, **told)
        worker.ready()
        return worker

    return serve_model


def error_of(answer):
    assert answer.kind == protocol.ERROR, answer
    return answer.header


STAGES = """
    class Model:
        def preprocess(self, request):
            return request["inputs"] + ["pre"]

        def predict(self, inputs):
            return inputs + ["predict"]

        {postprocess} postprocess(self, outputs):
            return {{"predictions": outputs + ["post"]}}
"""


@pytest.mark.parametrize("postprocess", ["def", "async def"])
def test_all_stages(serve, postprocess):
    worker = serve(STAGES.format(postprocess=postprocess))
    assert worker.ask(b'{"inputs": ["in"]}').payload == b'{"predictions":["in","pre","predict","post"]}'


def test_inputs_and_instances_stand_for_each_other(serve):
    worker = serve("""
        class Model:
            def predict(self, request):
                return [request["inputs"], request["instances"], list(request)]
    """)
    assert worker.ask(b'{"instances": 1, "more": 2}').payload == b'[1,1,["instances","more"]]'


@pytest.mark.parametrize(
    ("body", "value"),
    [(b"null", None), (b'"text"', "text"), (b"[1]", [1]), (b"12345678901234567890123", 12345678901234567890123)],
)
def test_any_json_value_is_a_request(serve, body, value):
    worker = serve("""
        class Model:
            def predict(self, request):
                return {"type": type(request).__name__, "value": request}
    """)
    assert json.loads(worker.ask(body).payload) == {"type": type(value).__name__, "value": value}


def test_an_exception_fails_the_request_without_its_text(serve):
    worker = serve("""
        def check(request):
            raise ValueError("secret " + request)

        class Model:
            def predict(self, request):
                check(request)
    """)
    error = error_of(worker.ask(b'"text"', id=5))
    assert error["code"] == "MODEL_RAISED"
    assert error["message"] == "The model raised ValueError"
    assert error["exception"]["type"] == "ValueError"
    assert error["exception"]["message"] == "secret text"
    lines = error["exception"]["traceback"].splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    files = [line.split('"')[1].rsplit("/", 2)[1:] for line in lines if line.startswith("  File")]
    assert files == [["model", "model.py"]] * 2
    assert worker.ask(b"{}", id=6).id == 6


def test_frames_of_libraries_stay_in_the_traceback(serve):
    worker = serve("""
        import json

        class Model:
            def predict(self, request):
                return json.loads("{")
    """)
    traceback = error_of(worker.ask(b"1"))["exception"]["traceback"]
    assert "json/decoder.py" in traceback
    assert "truss_worker" not in traceback


def test_an_http_exception_is_understood_by_its_shape(serve):
    worker = serve("""
        from truss import HTTPError

        class HTTPException(Exception):
            status_code = 402
            detail = {"price": 1}

        class Model:
            def predict(self, request):
                raise HTTPException() if request else HTTPError(404, "no such thing")
    """)
    error = error_of(worker.ask(b"1"))
    assert (error["code"], error["status"], error["detail"]) == ("MODEL_HTTP_ERROR", 402, {"price": 1})
    error = error_of(worker.ask(b"0"))
    assert (error["message"], error["status"], error["detail"]) == ("no such thing", 404, "no such thing")


def test_a_result_that_cannot_be_encoded(serve):
    worker = serve("""
        class Model:
            def predict(self, request):
                return {"predictions": [0, 1, {"x": object()}]}
    """)
    error = error_of(worker.ask(b"1"))
    assert error["code"] == "RESULT_NOT_ENCODABLE"
    assert error["message"] == "The answer cannot be encoded as JSON at predictions[2].x: it is of type object"


def test_a_result_that_is_too_large(serve):
    worker = serve("""
        class Model:
            def predict(self, request):
                return "x" * request
    """, limits={"maxFrameBytes": 1000})  # fmt: skip
    assert error_of(worker.ask(b"1000"))["code"] == "RESULT_TOO_LARGE"
    assert worker.ask(b"900").kind == protocol.RESULT


def test_an_error_is_cut_to_what_a_frame_holds(serve):
    worker = serve("""
        class Model:
            def predict(self, request):
                raise ValueError("x" * 100_000)
    """, limits={"maxFrameBytes": 5000})  # fmt: skip
    assert error_of(worker.ask(b"1")) == {"code": "MODEL_RAISED", "message": "The model raised ValueError"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"inputs": [1,}', "line 1, column 15"),
        (b"\xff", "UTF-8"),
        (b"", "line 1, column 1"),
        (b"[" * 101 + b"]" * 101, "deeper than 100"),
    ],
)
def test_a_body_that_is_not_json(serve, body, words):
    error = error_of(serve("class Model:\n    def predict(self, request): ...").ask(body))
    assert error["code"] == "REQUEST_BODY_INVALID"
    assert words in error["message"]


@pytest.mark.parametrize(("form", "accept"), [(8, 0), (1, 8), (8, 1)])
def test_forms_that_there_are_not(serve, form, accept):
    worker = serve("class Model:\n    def predict(self, request): print('ran')")
    assert error_of(worker.ask(b"", form=form, accept=accept))["code"] == "REQUEST_ENCODING_UNSUPPORTED"
    worker.half_close()
    assert "ran" not in worker.output()


def test_a_request_in_several_frames_is_refused_once(serve):
    from truss_worker.wire.codec import Frame

    worker = serve("class Model:\n    def predict(self, request): return request")
    assert error_of(worker.ask(b"1", id=1, flags=protocol.FLAG_MORE))["code"] == "WIRE_UNSUPPORTED"
    worker.data.send(Frame(protocol.CHUNK, 1, payload=b"2"), Frame(protocol.END, 1))
    assert worker.ask(b"3", id=2).payload == b"3"


def test_a_method_that_is_not_there(serve):
    worker = serve("class Model:\n    def predict(self, request): ...\n    def secret(self, request): ...")
    error = error_of(worker.ask(b"1", method="embeddings"))
    assert error["code"] == "MODEL_METHOD_MISSING"
    assert error["message"] == "The model has no method embeddings; it has predict"
    assert error_of(worker.ask(b"1", method="secret"))["code"] == "MODEL_METHOD_MISSING"


def test_another_method_goes_without_the_stages_of_predict(serve):
    worker = serve("""
        class Model:
            def preprocess(self, request):
                return 0

            def predict(self, request): ...

            async def embeddings(self, request):
                return request
    """)
    assert worker.ask(b'{"a":1}', method="embeddings").payload == b'{"a":1}'


def test_a_postprocess_that_streams_makes_predict_a_stream(start):
    worker = start("""
        class Model:
            def predict(self, request):
                return request

            def postprocess(self, words):
                yield from words
    """)
    assert worker.ready()["methods"]["predict"]["kind"] == "generator"
    worker.request(b'["a", "b"]')
    assert [worker.data.receive().payload for _ in range(3)] == [b"a", b"b", b""]


@pytest.mark.parametrize("define", ["def", "async def"])
def test_predict_batch_gets_a_batch_of_one(serve, define):
    worker = serve(f"""
        class Model:
            {define} predict_batch(self, requests):
                return [len(requests)] if requests != [0] else []
    """)
    assert worker.ask(b"5").payload == b"1"
    error = error_of(worker.ask(b"0"))
    assert (error["code"], error["message"]) == (
        "MODEL_RAISED",
        "The model's predict_batch gave 0 results for 1 request",
    )


@pytest.mark.parametrize("define", ["def", "async def"])
def test_the_annotation_of_predict_batch_is_that_of_a_list_of_requests(start, define):
    worker = start(f"""
        import dataclasses
        from typing import List

        @dataclasses.dataclass
        class Order:
            size: int

        class Model:
            {define} predict_batch(self, orders: List[Order]) -> "List[int]":
                '''What they cost.'''
                return [order.size * 2 for order in orders]
    """)
    header = worker.ready()
    assert (header["inputSchema"]["required"], header["outputSchema"]) == (["size"], {"type": "integer"})
    assert header["methods"]["predict"]["description"] == "What they cost."
    assert worker.ask(b'{"size": 5}').payload == b"10"
    assert "size: Field required" in error_of(worker.ask(b"{}"))["message"]


def test_bytes_and_text_of_any_type_come_and_leave(serve):
    worker = serve("""
        class Model:
            def predict(self, body):
                assert type(body).__mro__[1] in (bytearray, str), type(body)
                return body
    """)
    answer = worker.ask(b"\x89PNG", form=6, contentType="image/png")
    assert (answer.form, answer.payload, answer.header) == (6, b"\x89PNG", {"contentType": "image/png"})
    answer = worker.ask("<a>ü</a>".encode(), form=7, contentType="application/xml")
    assert (answer.form, answer.payload, answer.header) == (7, "<a>ü</a>".encode(), {"contentType": "application/xml"})
    assert error_of(worker.ask(b"\xff", form=7))["code"] == "REQUEST_BODY_INVALID"


def test_results_that_are_bytes_or_text(serve):
    worker = serve("""
        class Model:
            def predict(self, request):
                return {"bytes": b"\\xff", "view": memoryview(b"ab"), "text": "ü", "dict": {"a": 1}}[request]
    """)
    assert worker.ask(b'"bytes"')[3:6] == ({"contentType": "application/octet-stream"}, b"\xff", 6)
    assert worker.ask(b'"view"').payload == b"ab"
    assert worker.ask(b'"text"')[3:6] == ({}, '"ü"'.encode(), 1)
    assert worker.ask(b'"text"', accept=7)[3:6] == ({"contentType": "text/plain; charset=utf-8"}, "ü".encode(), 7)
    assert worker.ask(b'"dict"', accept=7)[3:6] == ({}, b'{"a":1}', 1)


def test_a_request_without_a_body(serve):
    worker = serve("class Model:\n    def predict(self, request=1): return [request]")
    assert worker.ask(b"", form=0, accept=1).payload == b"[null]"
    assert worker.ask(b"", form=0).payload == b"[null]"


def test_a_response_chooses_its_status_and_headers(serve):
    worker = serve("""
        from truss import Response

        class Model:
            def predict(self, request):
                return Response("tea", 418, {"X-Pot": "1", "Content-Length": "99"}, "text/plain")
    """)
    answer = worker.ask(b"1")
    assert (answer.kind, answer.form, answer.payload) == (protocol.RESULT, 6, b"tea")
    assert answer.header == {"contentType": "text/plain; charset=utf-8", "status": 418, "headers": [["x-pot", "1"]]}


HTTP = {
    "method": "POST",
    "path": "/v1/models/model:predict",
    "query": "a=1&b=%20x",
    "headers": [["X-Key", "k"], ["accept", "a/b"]],
    "client": "127.0.0.1:5000",
}


@pytest.mark.parametrize("annotation", ["Request", '"Request"', "truss.Request"])
def test_the_http_request_beside_the_body(start, annotation):
    worker = start(f"""
        import truss
        from truss import Request

        class Model:
            async def predict(self, body, request: {annotation}):
                return [body, request.method, request.url.path, request.query_params["b"], request.headers["x-key"],
                        request.client.port, await request.json(), await request.is_disconnected()]
    """)
    assert worker.ready()["needsRequest"] is True
    answer = worker.ask(b"1", http=HTTP)
    assert json.loads(answer.payload) == [1, "POST", HTTP["path"], " x", "k", 5000, 1, False]


def test_a_body_that_only_the_request_has_is_not_parsed(serve):
    worker = serve("""
        from truss import Request

        class Model:
            async def predict(self, request: Request):
                return len(await request.body())
    """)
    assert worker.ask(b"not json", http=HTTP).payload == b"8"
    assert worker.ask(b"not json").payload == b"8"


def test_secrets_config_data_dir_and_environment(serve):
    worker = serve("""
        class Model:
            def __init__(self, config, secrets, **kwargs):
                self.seen = {"config": config, "token": secrets["token"], "more": sorted(kwargs), "repr": repr(secrets),
                             "data": (kwargs["data_dir"] / "file").read_text(), "environment": kwargs["environment"]}
                try:
                    secrets["other"]
                except KeyError as error:
                    self.seen["error"] = str(error)

            def predict(self, request):
                return self.seen
    """, {"data/file": "content"}, secrets={"token": "t0p", "empty": ""}, environment={"name": "stage"})  # fmt: skip
    seen = json.loads(worker.ask(b"1").payload)
    assert seen == {
        "config": {"model_name": "test"},
        "token": "t0p",
        "more": ["context", "data_dir", "environment", "lazy_data_resolver"],
        "repr": "<secrets: token>",
        "data": "content",
        "environment": {"name": "stage"},
        "error": "The secret 'other' is not declared in config.yaml (declared: 'token', 'empty'). "
        "Add it under `secrets:` as `other: null`.",
    }


def test_the_working_directory_is_that_of_the_truss(serve):
    worker = serve("""
        class Model:
            def predict(self, request):
                with open("data/file") as file:
                    return file.read()
    """, {"data/file": "content"})  # fmt: skip
    assert worker.ask(b"1").payload == b'"content"'
