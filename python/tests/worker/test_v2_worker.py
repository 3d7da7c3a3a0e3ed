"""The Open Inference Protocol through a real worker, whose interpreter has none of the packages that it could use."""

import json
import struct
import sys

import pytest

from truss_worker.wire import protocol
from worker.v2_frames import tensor

ECHO = (
    "class Model:\n    def predict(self, request):\n        return {name: value for name, value in request.items()}\n"
)
SUM = """
class Model:
    def preprocess(self, request):
        return {"rows": request["inputs"], "id": request.id}
    def predict(self, given):
        return [sum(row) for row in given["rows"]], given["id"]
    def postprocess(self, given):
        return {"sums": given[0], "id": str(given[1])}
"""


def body(*tensors, **more):
    return json.dumps({"inputs": tensors, **more}).encode()


def ask(worker, text, *buffers, **header):
    """The answer to a request that takes bytes, as its JSON and the bytes after it."""
    forms = {"form": protocol.FORM_V2_JSON, "accept": protocol.FORM_V2_BINARY}
    if buffers:
        forms["form"] = protocol.FORM_V2_BINARY
        header["binaryOffset"] = len(text)
    frame = worker.ask(b"".join((text, *buffers)), **forms, **header)
    assert frame.kind == protocol.RESULT, frame
    end = frame.header.get("binaryOffset", len(frame.payload))
    assert frame.form == (protocol.FORM_V2_BINARY if "binaryOffset" in frame.header else protocol.FORM_V2_JSON)
    return json.loads(frame.payload[:end]), frame.payload[end:]


@pytest.fixture(params=["sync", "async"])
def make_source(request):
    """The source of a model as it is, or of one with coroutines, which another loop serves."""
    return lambda source: (
        source if request.param == "sync" else source.replace("    def predict", "    async def predict")
    )


def test_an_answer_of_a_model(start, make_source):
    worker = start(make_source(SUM), entry={"name": "adder", "version": "2"})
    answer, _ = ask(worker, body(tensor("INT64", [2, 2], [1, 2, 3, 2**60])), requestId="r7")
    assert answer == {
        "model_name": "adder",
        "model_version": "2",
        "id": "r7",
        "outputs": [
            {"name": "sums", "datatype": "INT64", "shape": [2], "data": [3, 2**60 + 3]},
            {"name": "id", "datatype": "BYTES", "shape": [1], "data": ["None"]},
        ],
    }
    packed = struct.pack("<2f", 0.5, 1.5)
    text = body(tensor("FP32", [1, 2], binary_data_size=8), id="mine", outputs=[{"name": "sums"}],
                parameters={"binary_data_output": True})  # fmt: skip
    answer, rest = ask(worker, text, packed, requestId="r8")
    assert (answer["id"], rest) == ("mine", struct.pack("<d", 2))


def test_the_python_of_the_tests_gives_arrays(start, make_source):
    source = """
    class Model:
        def predict(self, request):
            array = request["x"]
            array += 1
            return {"y": array.astype("uint8"), "kind": type(array).__name__}
    """
    worker = start(make_source(source), python=sys.executable)
    answer, rest = ask(worker, body(tensor("FP32", [2], binary_data_size=8)), struct.pack("<2f", 1, 2))
    assert [output["data"] for output in answer["outputs"]] == [[2, 3], ["ndarray"]]
    assert rest == b""


def test_the_signature_names_a_body_without_json(start, make_source):
    signature = {"inputs": [{"name": "pixels", "datatype": "UINT8", "shape": [-1]}], "outputs": []}
    worker = start(make_source(ECHO), config={"signature": signature})
    answer, rest = ask(worker, b"", b"abc")
    assert [(output["name"], output["datatype"]) for output in answer["outputs"]] == [("pixels", "INT64")]
    assert rest == struct.pack("<3q", *b"abc")


def test_requests_that_are_refused(start, make_source):
    worker = start(make_source(ECHO))
    for text, code in [
        (b"{", "REQUEST_BODY_INVALID"),
        (body(tensor("INT8", [2], [1])), "REQUEST_BODY_INVALID"),
        (body(tensor("INT8", [1], [1]), outputs=[{"name": "z"}]), "REQUEST_OUTPUT_INVALID"),
    ]:
        frame = worker.ask(text, form=protocol.FORM_V2_JSON)
        assert (frame.kind, frame.header["code"]) == (protocol.ERROR, code)
    assert ask(worker, body(tensor("INT8", [1], [1])))[0]["outputs"][0]["data"] == [1]


def test_a_model_that_takes_only_the_request_answers_too(start, make_source):
    source = """
    from truss import Request
    class Model:
        def predict(self, request: Request):
            return {"size": 5}
    """
    worker = start(make_source(source))
    answer, rest = ask(worker, body(tensor("INT8", [1], [1]), id="mine", parameters={"binary_data_output": True}))
    assert (answer["id"], rest) == ("mine", struct.pack("<q", 5))


STREAM = """
class Model:
    def predict(self, request):
        yield 1
        yield b"two"
        yield {"a": [0.5]}
"""


def test_items_with_outputs_of_their_own_do_not_fit_into_one_answer(start, make_source):
    worker = start(make_source(STREAM))
    text = body(tensor("INT8", [1], [1]))
    worker.request(text, form=protocol.FORM_V2_JSON, accept=protocol.FORM_V2_JSON, stream="join")
    error = worker.data.receive()
    assert (error.kind, error.header["code"]) == (protocol.ERROR, "REQUEST_NEEDS_STREAM")
    assert "3 answers" in error.header["message"]


def test_each_item_of_a_stream_is_a_whole_answer(start, make_source):
    worker = start(make_source(STREAM))
    text = body(tensor("INT8", [1], [1]), id="mine", parameters={"binary_data_output": True})
    worker.request(text, form=protocol.FORM_V2_JSON, accept=protocol.FORM_V2_BINARY, stream="v2")
    answers = []
    while (frame := worker.data.receive()).kind == protocol.CHUNK:
        assert frame.form == protocol.FORM_V2_BINARY
        end = frame.header["binaryOffset"]
        answer = json.loads(frame.payload[:end])
        assert answer["id"] == "mine"
        answers.append((answer["outputs"][0]["name"], answer["outputs"][0]["datatype"], frame.payload[end:]))
    assert frame.kind == protocol.END
    assert answers == [
        ("predictions", "INT64", struct.pack("<q", 1)),
        ("predictions", "BYTES", b"\x03\0\0\0two"),
        ("a", "FP64", struct.pack("<d", 0.5)),
    ]
