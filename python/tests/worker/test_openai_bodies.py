"""Bodies of OpenAI's API that are no object."""

import json

import pytest

from truss_worker.wire import protocol


@pytest.mark.parametrize(
    ("body", "kind"),
    [("[]", "an array"), ('"x"', "a string"), ("1", "a number"), ("true", "a boolean"), ("null", "null")],
)
def test_what_is_no_object_is_the_requests_fault(start, body, kind):
    worker = start("""
        class Model:
            def chat_completions(self, body):
                return body["messages"]

            def predict(self, body):
                return body
    """)
    worker.ready()
    answer = worker.ask(body.encode(), method="chat_completions")
    assert (answer.kind, answer.header["code"]) == (protocol.ERROR, "REQUEST_INPUT_INVALID")
    expected = f"The body of a request to chat_completions must be a JSON object; this one is {kind}"
    assert answer.header["message"] == expected
    assert json.loads(worker.ask(body.encode()).payload) == json.loads(body)


def test_a_model_that_says_what_it_takes_is_given_it(start):
    worker = start("""
        from dataclasses import dataclass

        @dataclass
        class Text:
            text: str

        class Model:
            def rerank(self, body: list[Text]):
                return [each.text for each in body]
    """)
    worker.ready()
    assert worker.ask(b'[{"text": "a"}]', method="rerank").payload == b'["a"]'
