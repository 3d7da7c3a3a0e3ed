"""Batches of values that do not let themselves be looked at, compared or cut: no request may suffer from that."""

import json
import sys

import pytest
from tests.worker.test_batches import body_of, send_batch

from truss_worker.model.batching.alike import are_alike
from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

OUTPUTS = [{"name": "predictions", "datatype": "FP64", "shape": [-1]}]
CONFIG = {
    "runtime": {"batching": {"max_batch_size": 16}},
    "signature": {"inputs": [{"name": "inputs", "datatype": "FP64", "shape": [-1]}], "outputs": OUTPUTS},
}

HELD = """
import numpy
from dataclasses import dataclass


@dataclass
class Record:
    row: object


class Plain:
    def __init__(self, row):
        self.row = row


class Stubborn(Plain):
    def __eq__(self, other):
        raise RuntimeError("no comparison")


class Uncounted:
    def __len__(self):
        raise RuntimeError("no length")

    def __getitem__(self, number):
        raise RuntimeError("no items")


class Answers(list):
    def __getitem__(self, number):
        raise RuntimeError("no slices")
"""


@pytest.mark.parametrize("define", ["def", "async def"])
@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("numpy.array(3.0)", "ndarray"),
        ("{str(number): 1 for number in range(len(requests))}", "dict"),
        ("Uncounted()", "Uncounted"),
        ("(1 for _ in requests)", "generator"),
    ],
)
def test_a_predict_batch_that_gives_no_list_fails_its_requests_and_says_so(start, given, kind, define):
    worker = start(
        f"""{HELD}
class Model:
    {define} predict_batch(self, requests):
        return {given}
""",
        python=sys.executable,
    )
    worker.ready()
    message = f"The model's predict_batch gave a {kind} and not a list of results"
    for first in (1, 100):
        requests = [Frame(protocol.REQUEST, first + number, payload=b"1", form=1) for number in range(3)]
        worker.data.send(Frame(protocol.BATCH, aux=3), *requests)
        errors = [worker.data.receive().header for _ in requests]
        assert [(error["code"], error["message"]) for error in errors] == [("MODEL_RAISED", message)] * 3


@pytest.mark.parametrize("define", ["def", "async def"])
@pytest.mark.parametrize(
    ("before", "held"),
    [
        ("[numpy.array(row) for row in rows]", "a list of arrays"),
        ("[Stubborn(numpy.array(row)) for row in rows]", "objects that refuse to be compared"),
        ("Answers(Record(row) for row in rows)", "a list of the model's own"),
    ],
)
@pytest.mark.parametrize(
    "after",
    ["Record(numpy.array(sums[0]))", "Stubborn(sums[0])", "numpy.array(sums)", "Answers(sums)", "Uncounted()"],
)
def test_every_request_is_answered_whatever_its_values_are_made_of(start, before, held, after, define):
    worker = start(
        f"""{HELD}
def sum_of(row):
    return float(sum(getattr(row, "row", row)))


class Model:
    def preprocess(self, request):
        rows = request["inputs"]
        return {{"inputs": {before}}}

    {define} predict(self, request):
        answers = []
        for row in request["inputs"]:
            sums = [sum_of(row)]
            answers.append({after})
        return {{"predictions": answers}}

    def postprocess(self, answer):
        return [str(getattr(one, "row", type(one).__name__)) for one in answer["predictions"]]
""",
        config=CONFIG,
        python=sys.executable,
    )
    worker.ready()
    bodies = [body_of({"inputs": [[number, number + 1]] * (1 + number % 2)}) for number in range(5)]
    alone = [json.loads(worker.ask(body).payload) for body in bodies]
    for first in (100, 200):
        assert send_batch(worker, bodies, first=first) == alone, held


@pytest.mark.parametrize("kind", ["Plain", "Record"])
def test_rows_that_are_objects_of_the_model_are_told_from_those_of_each_request_alone(start, kind):
    worker = start(
        f"""{HELD}
class Model:
    def predict(self, request):
        values = numpy.array(request["inputs"], dtype=float)
        return {{"predictions": [{kind}(row) for row in values - values.mean()]}}

    def postprocess(self, answer):
        return [one.row for one in answer["predictions"]]
""",
        config=CONFIG,
        python=sys.executable,
    )
    worker.ready()
    bodies = [body_of({"inputs": [number, 2 * number]}) for number in range(1, 5)]
    expected = [[-number / 2, number / 2] for number in range(1, 5)]
    assert send_batch(worker, bodies) == expected
    assert send_batch(worker, bodies, first=100) == expected


class _Scored(str):
    __slots__ = ("score",)


class _Slotted:
    __slots__ = ("score",)

    def __init__(self, score):
        self.score = score


def test_objects_are_alike_where_all_that_they_hold_is():
    one, other = _Scored("cat"), _Scored("dog")
    one.score = other.score = 1.0
    # The text itself is in no member.
    assert not are_alike([one], [other])
    assert are_alike([_Slotted(1.0)], [_Slotted(1.0 + 1e-9)])
    assert not are_alike([_Slotted(1.0)], [_Slotted(1.1)])
    assert not are_alike([_Slotted(1.0)], [object()])
