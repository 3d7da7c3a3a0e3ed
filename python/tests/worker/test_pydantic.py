"""Arguments annotated with pydantic models."""

import json
import sys

import pydantic
import pytest

from truss_worker.annotations.reading import input_reader
from truss_worker.errors import WorkerError
from truss_worker.values.request_body import to_request_body
from truss_worker.wire import protocol

MODEL = """
    from __future__ import annotations
    import pydantic

    class Item(pydantic.BaseModel):
        name: str
        sizes: list[int] = []

    class Answer(pydantic.BaseModel):
        name: str

    class Model:
        def predict(self, item: Item) -> Answer:
            return Answer(name=item.name * 2)
"""


def test_the_body_becomes_the_model_and_the_schemas_are_told(start):
    worker = start(MODEL, python=sys.executable)
    header = worker.ready()
    assert header["inputSchema"]["required"] == ["name"]
    assert header["outputSchema"]["title"] == "Answer"
    assert json.loads(worker.ask(b'{"name": "a"}').payload) == {"name": "aa"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"sizes": [1, "x"]}', "name: Field required; sizes.1: Input should be a valid integer"),
        (b"5", "the body: Input should be a valid dictionary or instance of Item"),
    ],
)
def test_an_input_that_does_not_fit_names_its_fields(start, body, message):
    worker = start(MODEL, python=sys.executable)
    worker.ready()
    answer = worker.ask(body)
    assert answer.kind == protocol.ERROR
    assert answer.header["code"] == "REQUEST_INPUT_INVALID"
    assert answer.header["message"].startswith(f"The input does not fit the model: {message}")


def test_preprocess_decides_what_comes_in(start):
    worker = start(
        """
        import pydantic

        class Item(pydantic.BaseModel):
            name: str

        class Model:
            def preprocess(self, request: dict):
                return Item(name=request["n"])

            def predict(self, item: Item):
                return item
        """,
        python=sys.executable,
    )
    assert worker.ready()["inputSchema"] == {"type": "object", "additionalProperties": True}
    assert json.loads(worker.ask(b'{"n": "a"}').payload) == {"name": "a"}


class Closed(pydantic.BaseModel):
    model_config = {"extra": "forbid"}
    inputs: list[int]


@pytest.mark.parametrize("name", ["inputs", "instances"])
def test_the_other_name_of_the_rows_does_not_disturb_a_closed_model(name):
    assert input_reader(Closed)(to_request_body({name: [1]})).inputs == [1]
    with pytest.raises(WorkerError, match=r"fit the model: more: Extra inputs are not permitted$"):
        input_reader(Closed)(to_request_body({name: [1], "more": 1}))
