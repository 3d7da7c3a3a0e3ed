"""What a request says of its answer: read with its body, and handed to the encoding of the answer."""

import json

import pytest

from truss_worker.forms.context import Context
from truss_worker.forms.table import asked_of, decode_body, encode_answer
from truss_worker.v2 import served_model
from truss_worker.wire.codec import Frame
from truss_worker.wire.protocol import FORM_JSON, FORM_MSGPACK, FORM_V2_JSON, REQUEST
from worker.v2_frames import answer_to, body_of, context, frame, tensor

ONE = tensor("INT8", [1], [1])
SIGNATURE = {"inputs": [{"name": "x", "datatype": "INT8", "shape": [-1]}]}


def test_each_of_two_requests_is_answered_as_it_asks_whichever_comes_first():
    told = context()
    (_, first), (_, second) = (
        decode_body(frame({"inputs": [ONE], "id": name, "outputs": [{"name": name}]})._replace(id=1), told)
        for name in ("a", "b")
    )
    for asked, name in ((second, "b"), (first, "a")):
        answer = json.loads(encode_answer({"a": 1, "b": 2}, asked, told).payload)
        assert (answer["id"], [output["name"] for output in answer["outputs"]]) == (name, [name])


def test_the_declared_tensors_are_read_once_for_all_requests(monkeypatch):
    read = []
    original = served_model.read_served_model
    monkeypatch.setattr(served_model, "read_served_model", lambda *told: read.append(told) or original(*told))
    told = context(SIGNATURE)
    for _ in range(3):
        assert body_of(frame({"inputs": [ONE]}), told)["x"].tolist() == [1]
        answer_to(frame({"inputs": [ONE]}), {"y": 1}, told)
    assert len(read) == 1


def test_a_body_that_nobody_takes_is_read_when_the_answer_needs_it():
    request = frame({"inputs": [ONE], "id": "mine", "outputs": [{"name": "b"}]})
    answer = json.loads(encode_answer({"a": 1, "b": 2}, asked_of(request), context()).payload)
    assert (answer["id"], [output["name"] for output in answer["outputs"]]) == ("mine", ["b"])


def test_a_body_that_nobody_takes_may_be_anything_where_the_answer_says_all():
    class Teapot:
        status_code, headers, body = 418, {}, b"short and stout"

    answer = encode_answer(Teapot(), asked_of(frame(b"no JSON")), context())
    assert (answer.header["status"], answer.payload) == (418, b"short and stout")


def test_an_answer_in_tensors_carries_the_id_of_the_request_whatever_its_body_is():
    request = Frame(REQUEST, 1, 0, {"requestId": "r1"}, b"[1]", FORM_JSON, FORM_V2_JSON)
    assert json.loads(answer_to(request, [1], context()).payload)["id"] == "r1"


def test_a_form_that_there_is_not_is_refused_before_the_body_is_read():
    request = Frame(REQUEST, 1, 0, {}, b"no JSON", FORM_JSON, 99)
    for read in (lambda: decode_body(request, Context(100, {}, {})), lambda: asked_of(request)):
        with pytest.raises(Exception, match="does not support bodies of form 99"):
            read()


@pytest.mark.parametrize("body", [b'{"text": 1}', b'{"inputs": [1]}'])
def test_a_request_is_left_as_it_came(body):
    header = {"dialect": "mlflow"}
    decode_body(Frame(REQUEST, 1, 0, header, body, FORM_JSON, FORM_MSGPACK), Context(100, {}, {}))
    assert header == {"dialect": "mlflow"}
