"""Values that models use again, change, or leave on themselves: what one request gets is never another one's."""

import inspect
import json
import sys
import threading
import types

import pytest

from truss_worker.model.methods.handed_on import find_handed_on
from truss_worker.model.methods.stage import make_stage
from truss_worker.values.snapshot import snapshot
from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame
from worker.test_batches import CONFIG, body_of, send_batch

DEFINE = pytest.mark.parametrize("define", ["def", "async def"])


def logged(worker):
    """What the worker has said until now."""
    worker.control.send(Frame(protocol.HEALTH, aux=1))
    messages = []
    while (frame := worker.control.receive()).kind == protocol.LOG:
        messages.append(frame.header["message"])
    return messages


def ask_at_once(worker, bodies):
    """Sends requests without waiting; gives the answers by their order."""
    for number, body in enumerate(bodies):
        worker.request(body_of(body), id=number + 1)
    frames = sorted((worker.data.receive() for _ in bodies), key=lambda frame: frame.id)
    return [json.loads(frame.payload) for frame in frames]


@DEFINE
def test_what_predict_batch_changes_before_it_fails_is_as_it_came_when_each_is_asked_alone(start, define):
    worker = start(f"""
        class Model:
            {define} predict_batch(self, requests):
                for request in requests:
                    request["x"] *= 2
                    request["rows"][0].append(1)
                if any(request["x"] == 26 for request in requests):
                    raise ValueError("unlucky")
                return [[request["x"], request["rows"]] for request in requests]
    """)
    worker.ready()
    bodies = [body_of({"x": x, "rows": [[]]}) for x in (1, 13, 3)]
    assert send_batch(worker, bodies) == [[2, [[1]]], ("MODEL_RAISED", "unlucky"), [6, [[1]]]]


# An answer in memory that the next one overwrites, as models do that are sparing.
BUFFER = """
    import time, numpy as np

    class Model:
        def load(self):
            self.inner = np.zeros((64, 2))
            self.outer = np.zeros(64)

        {before}

        {define} predict(self, request):
            rows = np.asarray(request["inputs"])
            self.outer[: len(rows)] = rows.sum(axis=1) * request.get("scale", 1)
            return {{"predictions": self.outer[: len(rows)]}}

        {after}
"""
BEFORE = """
        {define} preprocess(self, request):
            rows = request["inputs"]
            self.inner[: len(rows)] = rows
            return {{**request, "inputs": self.inner[: len(rows)]}}
"""
AFTER = """
        def postprocess(self, answer):
            time.sleep(0.01)
            answer["predictions"] += 0.5
            return answer
"""


def scaled(number):
    return {"inputs": [[number, 1.0]], "scale": 1 + number % 3}


@DEFINE
@pytest.mark.parametrize("before", ["", BEFORE])
@pytest.mark.parametrize("after", ["", AFTER])
@pytest.mark.parametrize("batching", [True, False])
def test_memory_that_is_used_again_is_nobody_elses_answer(start, define, before, after, batching):
    source = BUFFER.format(define=define, before=before.format(define=define), after=after)
    worker = start(source, python=sys.executable, config=CONFIG if batching else {})
    worker.ready()
    bodies = [scaled(number) for number in range(20)]
    added = 0.5 if after else 0
    expected = [{"predictions": [(number + 1) * (1 + number % 3) + added]} for number in range(20)]
    for first in (1, 101, 201):
        if batching:
            assert send_batch(worker, [body_of(body) for body in bodies], first) == expected
        else:
            assert ask_at_once(worker, bodies) == expected


@DEFINE
def test_items_of_a_stream_are_joined_as_they_were_when_they_came(start, define):
    worker = start(f"""
        class Model:
            {define} predict(self, request):
                state = {{"text": "", "seen": []}}
                for token in "abc":
                    state["text"] += token
                    state["seen"].append(token)
                    yield state
    """)
    worker.ready()
    frame = worker.ask(b"{}", stream="join")
    assert [item["text"] for item in json.loads(frame.payload)] == ["a", "ab", "abc"]
    assert [len(item["seen"]) for item in json.loads(frame.payload)] == [1, 2, 3]


def v2(number, **parameters):
    inputs = [{"name": "inputs", "datatype": "FP64", "shape": [1, 2], "data": [number, 1]}]
    return json.dumps({"inputs": inputs, "parameters": parameters, "id": f"r{number}"}).encode()


@DEFINE
def test_tensors_with_other_parameters_are_not_merged(start, define):
    worker = start(
        f"""
        class Model:
            {define} predict(self, body):
                print("rows", len(body["inputs"]), body.id, flush=True)
                return {{"predictions": [sum(row) * body.parameters.get("scale", 1) for row in body["inputs"]]}}
        """,
        config=CONFIG,
    )
    worker.ready()
    scales = [2, 3, 2, 1]
    frames = [
        Frame(protocol.REQUEST, number + 1, payload=v2(number, scale=scale, binary_data_output=False), form=3)
        for number, scale in enumerate(scales)
    ]
    worker.data.send(Frame(protocol.BATCH, aux=len(frames)), *frames)
    answers = sorted((worker.data.receive() for _ in frames), key=lambda frame: frame.id)
    outputs = [json.loads(answer.payload) for answer in answers]
    assert [answer["outputs"][0]["data"][0] for answer in outputs] == [2, 6, 6, 4]
    assert [answer["id"] for answer in outputs] == ["r0", "r1", "r2", "r3"]
    worker.half_close()
    said = worker.output()
    # Of no request, where it is several.
    assert "rows 2 None" in said
    assert "rows 1 r1" in said


@DEFINE
def test_members_in_another_order_are_not_merged(start, define):
    signature = {
        "inputs": [{"name": name, "datatype": "FP64", "shape": [-1]} for name in "ab"],
        "outputs": CONFIG["signature"]["outputs"],
    }
    worker = start(
        f"""
        class Model:
            {define} predict(self, body):
                first, second = body.values()
                return {{"predictions": [one - other for one, other in zip(first, second)]}}
        """,
        config={**CONFIG, "signature": signature},
    )
    worker.ready()
    assert (
        send_batch(worker, [b'{"a": [3], "b": [1]}', b'{"b": [1], "a": [3]}'] * 2)
        == [
            {"predictions": [2]},
            {"predictions": [-2]},
        ]
        * 2
    )


@DEFINE
@pytest.mark.parametrize(
    "answer",
    [
        "{'predictions': [row[0] - sum(r[0] for r in rows) / len(rows) for row in rows]}",
        "{'predictions': [row[0] for row in rows], 'model': [str(sum(r[0] for r in rows))]}",
        "{'predictions': list(range(len(rows)))}",
    ],
)
def test_an_answer_that_depends_on_others_rows_ends_merging_before_anybody_gets_it(start, define, answer):
    worker = start(
        f"""
        class Model:
            {define} predict(self, request):
                rows = request["inputs"]
                return {answer}
        """,
        config=CONFIG,
    )
    worker.ready()
    bodies = [body_of({"inputs": [[float(number), 1.0]]}) for number in range(8)]
    alone = [json.loads(worker.ask(body, id=100).payload) for body in bodies]
    same = bodies[:1] * 4
    assert logged(worker) == []
    if "range" not in answer:
        # Nothing can be told of requests that are all the same.
        send_batch(worker, same)
        assert logged(worker) == []
    assert send_batch(worker, bodies) == alone
    assert send_batch(worker, bodies) == alone
    assert logged(worker) == [
        (
            "Requests are not merged any more: "
            "predict gave other answers for the rows of several requests than for those of each alone"
        )
    ]


def test_a_model_that_answers_as_it_likes_is_merged_all_the_same(start):
    worker = start(
        """
        import random

        class Model:
            def predict(self, request):
                print("rows", len(request["inputs"]), flush=True)
                # Hardly ever nearly the same twice.
                return {"predictions": [10 ** random.uniform(-200, 200) for _ in request["inputs"]]}
        """,
        config=CONFIG,
    )
    worker.ready()
    bodies = [body_of({"inputs": [[number, 1]]}) for number in range(8)]
    for first in range(1, 60, 10):
        send_batch(worker, bodies, first)
    assert logged(worker) == []
    worker.half_close()
    said = worker.output().splitlines()
    # Of the first three, two requests are asked alone, and once more each.
    assert (said.count("rows 8"), said.count("rows 1")) == (6, 12)


def test_results_that_are_one_object_are_several_for_postprocess(start):
    worker = start(
        """
        class Model:
            def predict(self, request):
                return {"predictions": [[]] * len(request["inputs"])}

            def postprocess(self, answer):
                answer["predictions"][0].append(1)
                return answer
        """,
        config=CONFIG,
    )
    worker.ready()
    assert send_batch(worker, [b'{"inputs": [[1, 2]]}'] * 3) == [{"predictions": [[1]]}] * 3


def test_what_several_results_refer_to_is_each_requests_own_in_postprocess(start):
    worker = start(
        """
        class Model:
            def predict(self, request):
                names = ["a"]
                return {"predictions": [{"names": names} for row in request["inputs"]]}

            def postprocess(self, answer):
                answer["predictions"][0]["names"].append("b")
                return answer
        """,
        config=CONFIG,
    )
    worker.ready()
    bodies = [b'{"inputs": [[%d, 2]]}' % number for number in range(3)]
    # What the first few merged calls give is copied, to be compared.
    answers = [send_batch(worker, bodies) for _ in range(5)]
    assert answers == [[{"predictions": [{"names": ["a", "b"]}]}] * 3] * 5


# What a stage sets and a later one reads, while others are on their way.
STATE = """
    import asyncio, time

    class Model:
        {define} preprocess(self, request):
            {pause}(0.01)
            self.name = request["name"]
            return request

        {define} predict(self, request):
            {pause}(0.001)
            return {{"predictions": [0] * len(request["inputs"])}}

        {define} postprocess(self, answer):
            {pause}(0.01)
            return {{"name": self.name}}
"""


@DEFINE
@pytest.mark.parametrize("concurrency", [1, 4])
def test_what_a_stage_leaves_on_the_model_is_for_its_own_request(start, define, concurrency):
    pause = "time.sleep" if define == "def" else "await asyncio.sleep"
    source = STATE.format(define=define, pause=pause)
    worker = start(source, config=CONFIG, limits={"predictConcurrency": concurrency})
    assert worker.ready().get("maxBatchSize") is None
    bodies = [{"inputs": [[1, 2]], "name": f"n{number}"} for number in range(12)]
    assert ask_at_once(worker, bodies) == [{"name": body["name"]} for body in bodies]


def test_that_it_costs_something_is_said(start):
    worker = start(STATE.format(define="def", pause="time.sleep"), config=CONFIG)
    frames = []
    while not frames or frames[-1].kind != protocol.READY:
        frames.append(worker.control.receive())
    said = [frame.header["message"] for frame in frames if frame.kind == protocol.LOG]
    assert said[0].startswith("The model's preprocess sets self.name, which postprocess reads: so its requests are")
    assert said[1] == "runtime.batching has no effect: its preprocess sets self.name, which postprocess reads"


class Helped:
    """What is found in methods that a stage calls, in decorated ones, and in functions inside them."""

    def _parse(self, request):
        self.ids = request["ids"]
        return request

    def preprocess(self, request):
        return self._parse(request)

    def predict(self, body):
        return body

    def postprocess(self, answer):
        return [(lambda: self.ids)() for _ in answer]


class Cached:
    """What is read before it is set is kept for all requests: a cache, a count."""

    cache = None
    count = 0

    def preprocess(self, request):
        self.count += 1
        if self.cache is None:
            self.cache = {}
        return request

    def predict(self, body):
        self.last = body
        return self.count, self.last

    def postprocess(self, answer):
        return self.cache, answer


class Filled:
    """Memory that is filled for each request; a part of a cache is not."""

    def preprocess(self, request):
        self.cache[request["key"]] = request
        request["all"][:] = self.cache
        self.rows[: len(request)] = request["rows"]
        return self.rows

    def predict(self, body):
        return body


class Told:
    """Its own name as a text, and a constant without anything in it, beside attributes of others."""

    def preprocess(self, request):
        request.self = "self"
        other = request, ()
        other[0].seen = ()
        return request

    def predict(self, body):
        return body

    def postprocess(self, answer):
        return self.seen, answer


FILLED = (Filled, ("rows", "preprocess", None))


@pytest.mark.parametrize(
    ("kind", "found"), [FILLED, (Helped, ("ids", "preprocess", "postprocess")), (Cached, None), (Told, None)]
)
def test_what_is_handed_on_is_found_in_the_code(kind, found):
    model = kind()
    names = [name for name in ("preprocess", "predict", "postprocess") if hasattr(model, name)]
    stages = [make_stage(name, getattr(model, name)) for name in names]
    assert find_handed_on(stages) == found


def _functions_of_others():
    """Methods that others have written, for whatever there is in code: those of the tests' own runner."""
    modules = [
        module for name, module in sys.modules.items() if name.partition(".")[0] in ("_pytest", "argparse", "ast")
    ]
    kinds = {kind for module in modules for kind in vars(module).values() if isinstance(kind, type)}
    return [(kind, member) for kind in kinds for member in vars(kind).values() if inspect.isfunction(member)]


def test_whatever_there_is_in_code_is_looked_through():
    functions = _functions_of_others()
    for kind, function in functions:
        # As a bound method has them; most of these classes cannot be made without arguments.
        bound = types.SimpleNamespace(__self__=kind, __func__=function)
        find_handed_on([types.SimpleNamespace(name=name, function=bound) for name in ("preprocess", "predict")])
    assert len(functions) > 500


def test_a_snapshot_stays_as_it_was():
    from dataclasses import dataclass

    import numpy as np
    import pandas as pd
    from pydantic import BaseModel

    @dataclass
    class Plain:
        rows: list

    class Checked(BaseModel):
        rows: list

    array, table, lock = np.arange(3), pd.DataFrame({"a": [1, 2]}), threading.Lock()
    value = {"a": [array, (table, [1])], "b": Plain([1]), "c": Checked(rows=[1]), "d": bytearray(b"x"), "lock": lock}
    kept = snapshot(value)
    array[0] = 9
    table["a"] = 9
    value["a"][1][1].append(2)
    value["b"].rows.append(2)
    value["c"].rows.append(2)
    value["d"][0] = 0
    assert kept["a"][0].tolist() == [0, 1, 2]
    assert kept["a"][1][0]["a"].tolist() == [1, 2]
    assert (kept["a"][1][1], kept["b"].rows, kept["c"].rows, kept["d"]) == ([1], [1], [1], b"x")
    assert kept["lock"] is lock


def derived_values():
    """Of each kind that derives from one that is copied: a value of it, what changes it in place, what it holds."""
    import array
    import collections
    import dataclasses
    import typing

    import attrs
    import numpy as np
    import pandas as pd
    import pydantic

    class Mine(np.ndarray):
        pass

    class Attributes(dict):
        __getattr__ = dict.__getitem__

    class Table(pd.DataFrame):
        _constructor = property(lambda self: Table)

    class Named(typing.NamedTuple):
        rows: list

    @dataclasses.dataclass(slots=True, frozen=True)
    class Slots:
        rows: list

    @dataclasses.dataclass(slots=True, frozen=True)
    class MoreSlots(Slots):
        more: int = 0

    @attrs.define
    class Defined:
        rows: list

    class Open(pydantic.BaseModel, extra="allow"):
        pass

    @dataclasses.dataclass
    class Ordered(collections.OrderedDict):
        rows: list

        def __post_init__(self):
            self["rows"] = self.rows

    def first(value):
        value[0] = 9

    def all_rows(value):
        value["rows"][0] = 9

    def cell(value):
        value.loc[0, "rows"] = 9

    def rows(value):
        value.rows[0] = 9

    ragged = np.empty((2, 1), dtype=object)
    ragged[0, 0], ragged[1, 0] = [1], np.zeros(1)
    return {
        "ordered": (collections.OrderedDict(rows=[1]), all_rows, lambda value: value["rows"][0]),
        "default": (collections.defaultdict(list, rows=[1]), all_rows, lambda value: value["rows"][0]),
        "user dict": (collections.UserDict(rows=[1]), all_rows, lambda value: value["rows"][0]),
        "dict of attributes": (Attributes(rows=[1]), rows, lambda value: value.rows[0]),
        "dict with fields": (Ordered([1]), all_rows, lambda value: value["rows"][0]),
        "named tuple": (Named([1]), rows, lambda value: value.rows[0]),
        "slots": (Slots([1]), rows, lambda value: value.rows[0]),
        "slots of a base": (MoreSlots([1]), rows, lambda value: value.rows[0]),
        "attrs": (Defined([1]), rows, lambda value: value.rows[0]),
        "pydantic, a field that is not declared": (Open(rows=[1]), rows, lambda value: value.rows[0]),
        "deque": (collections.deque([1]), first, lambda value: value[0]),
        "array": (array.array("d", [1]), first, lambda value: value[0]),
        "masked": (np.ma.masked_array([1.0, 2.0], [False, True]), first, lambda value: value[0]),
        "ndarray of its own": (np.ones(2).view(Mine), first, lambda value: value[0]),
        "array of lists": (ragged, lambda value: first(value[0, 0]), lambda value: value[0, 0][0]),
        "table of lists": (
            pd.DataFrame({"n": [1], "rows": [[1]]}),
            lambda value: first(value.at[0, "rows"]),
            lambda value: value.at[0, "rows"][0],
        ),
        "columns of one name": (
            pd.DataFrame([[{"rows": [1]}, [1]]], columns=["rows", "rows"], index=["x"]),
            lambda value: all_rows(value.iat[0, 0]),
            lambda value: value.iat[0, 0]["rows"][0],
        ),
        "column of arrays": (
            pd.Series([np.ones(1), None], name="rows", index=["x", "y"]),
            lambda value: first(value["x"]),
            lambda value: value["x"][0],
        ),
        "table of its own": (Table({"rows": [1, 2]}), cell, lambda value: value["rows"][0]),
    }


@pytest.mark.parametrize("name", derived_values())
def test_a_snapshot_of_what_derives_from_a_known_kind_stays_as_it_was(name):
    value, change, look = derived_values()[name]
    kept = snapshot(value)
    assert type(kept) is type(value)
    change(value)
    assert (look(kept), look(value)) == (1, 9)


def test_a_snapshot_of_a_table_keeps_its_types_its_index_and_its_names():
    import datetime as dt
    import decimal

    import pandas as pd

    table = pd.DataFrame(
        {
            "lists": [[1], None],
            "times": pd.Series([pd.Timestamp("2026-01-01"), dt.date(2026, 1, 1)], dtype=object, index=["x", "y"]),
            "numbers": pd.Series([1, 2], dtype=object, index=["x", "y"]),
            "mixed": [decimal.Decimal("1.5"), [1]],
            "kinds": pd.Categorical(["a", "b"]),
        },
        index=pd.Index(["x", "y"], name="key"),
    )
    pd.testing.assert_frame_equal(snapshot(table), table)
    pd.testing.assert_series_equal(snapshot(table["lists"]), table["lists"])


def test_what_cannot_be_copied_is_given_as_it_is():
    class Closed(dict):
        def __setitem__(self, name, value):
            raise TypeError("closed")

    value = Closed(rows=[1])
    assert snapshot(value) is value


def test_a_value_for_whose_copy_there_is_no_memory_is_not_given_as_it_is():
    class Large(dict):
        def __copy__(self):
            raise MemoryError

    with pytest.raises(MemoryError):
        snapshot(Large(rows=[1]))


@DEFINE
@pytest.mark.parametrize("reused", ["collections.OrderedDict()", "Rows([])"])
def test_an_answer_that_is_used_again_is_each_requests_own_whatever_its_class(start, define, reused):
    worker = start(
        f"""
    import asyncio, collections, time

    class Rows(list):
        pass

    class Model:
        def __init__(self):
            self.answer = {reused}

        {define} predict(self, inputs):
            values = {{"y": [inputs["x"]]}} if isinstance(self.answer, dict) else [inputs["x"]]
            self.answer.clear()
            (self.answer.update if isinstance(self.answer, dict) else self.answer.extend)(values)
            return self.answer

        {define} postprocess(self, answer):
            {"await asyncio.sleep(0.01)" if define == "async def" else "time.sleep(0.001)"}
            return answer
    """,
        config=CONFIG,
    )
    answers = ask_at_once(worker, [{"x": number} for number in range(8)])
    assert [str(answer).count(str(number)) for number, answer in enumerate(answers)] == [1] * 8
