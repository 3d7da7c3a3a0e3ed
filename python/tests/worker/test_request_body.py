"""The two names of the rows."""

import copy
import json
import pickle

import orjson
import pytest

from truss_worker.values.request_body import RequestBody, to_request_body


@pytest.mark.parametrize(("sent", "other"), [("inputs", "instances"), ("instances", "inputs")])
def test_either_name_answers(sent, other):
    body = to_request_body({sent: [1], "more": 2})
    assert body[sent] == body[other] == body.get(other) == [1]
    assert other in body
    assert sent in body


@pytest.mark.parametrize("show", [list, dict, dict.copy, json.dumps, orjson.dumps, repr, len, lambda body: {**body}])
def test_what_was_sent_is_what_is_shown(show):
    assert show(to_request_body({"instances": [1]})) == show({"instances": [1]})


def test_other_keys_are_those_of_a_dict():
    body = to_request_body({"inputs": 1})
    assert body.get("more") is None
    assert body.get("more", 5) == 5
    assert "more" not in body
    assert 5 not in body
    with pytest.raises(KeyError, match="more"):
        body["more"]
    with pytest.raises(KeyError, match="more"):
        body.pop("more")
    assert body.pop("more", 7) == 7


def test_pop_takes_what_was_sent():
    body = to_request_body({"inputs": 1})
    assert body.pop("instances") == 1
    assert body == {}
    assert "inputs" not in body


def test_what_is_set_is_not_an_alias():
    body = to_request_body({"inputs": 1})
    body["instances"] = 2
    assert (body["inputs"], body["instances"]) == (1, 2)


@pytest.mark.parametrize("make", [copy.copy, copy.deepcopy, RequestBody.copy, lambda b: pickle.loads(pickle.dumps(b))])
def test_copies_answer_too(make):
    assert make(to_request_body({"inputs": [1]}))["instances"] == [1]


@pytest.mark.parametrize("value", [{"inputs": 1, "instances": 2}, {"more": 1}, [1], None, "inputs"])
def test_all_else_is_left_as_it_is(value):
    assert to_request_body(value) is value
