"""Requests that are computed together: each gets what it would have got alone."""

import json
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from truss_worker.model.batching.merging import Measure, group
from truss_worker.model.batching.row_merging import RowMerging
from truss_worker.model.batching.rows import cut_rows, join_rows, read_rows
from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

SIGNATURE = {
    "inputs": [{"name": "inputs", "datatype": "FP64", "shape": [-1, 2]}],
    "outputs": [
        {"name": "predictions", "datatype": "FP64", "shape": [-1]},
        {"name": "pairs", "datatype": "BYTES", "shape": [-1, 2]},
        {"name": "model", "datatype": "BYTES", "shape": [1]},
    ],
}
CONFIG = {"runtime": {"batching": {"max_batch_size": 16, "max_wait_ms": None}}, "signature": SIGNATURE}

# What a row gives depends on the types of the rows beside it, as where numpy makes an array of them.
ANSWER = """
def cell(value, is_float):
    if value == 13:
        raise ValueError(f"unlucky {value}")
    return float(value) if is_float and type(value) is int else value


def answer(request):
    rows = request["inputs"]
    values = [value for row in rows for value in (row.values() if isinstance(row, dict) else row)]
    is_float = any(type(value) is float for value in values)
    given = [[cell(value, is_float) for value in (row.values() if isinstance(row, dict) else row)] for row in rows]
    for row in rows:
        row.clear()  # whoever asks again has to find it
    scale = request.get("scale", 1)
    return {
        "predictions": [sum(map(len, map(str, row))) * scale for row in given],
        "pairs": [[repr(value) for value in row] for row in given],
        "model": ["a"],
    }
"""
MODEL = (
    ANSWER
    + """
import time


class Model:
    def preprocess(self, request):
        if request.get("refuse"):
            raise RuntimeError("refused")
        return {name: value for name, value in request.items() if name != "tag"} | {"tag": request.get("tag", 0) // 100}

    {define} predict(self, request):
        print("rows", len(request["inputs"]), flush=True)
        return answer(request)

    def postprocess(self, answer):
        answer["model"].append("b")
        return answer
"""
)


def body_of(request):
    return json.dumps(request).encode()


def send_batch(worker, bodies, first=1):
    """Sends requests in one batch; gives what came back, by the number of the request."""
    requests = [Frame(protocol.REQUEST, first + number, payload=body, form=1) for number, body in enumerate(bodies)]
    worker.data.send(Frame(protocol.BATCH, aux=len(bodies)), *requests)
    frames = [worker.data.receive() for _ in bodies]
    assert sorted(frame.id for frame in frames) == [request.id for request in requests]
    return [told(frame) for frame in sorted(frames, key=lambda frame: frame.id)]


def told(frame):
    if frame.kind == protocol.RESULT:
        return json.loads(frame.payload)
    return frame.header["code"], frame.header["exception"]["message"]


numbers = st.integers(-20, 20) | st.floats(-20, 20).filter(lambda value: not value.is_integer())
cells = numbers | st.booleans() | st.none() | st.text(max_size=3) | st.integers(2**62, 2**66)
rows = st.one_of(
    st.lists(st.lists(numbers, min_size=2, max_size=2), min_size=1, max_size=4),
    st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=3),
    st.lists(st.fixed_dictionaries({"a": cells, "b": numbers}), min_size=1, max_size=3),
    st.lists(st.lists(numbers, min_size=3, max_size=3), max_size=2),
)
requests = st.fixed_dictionaries(
    {"inputs": rows},
    optional={"scale": st.sampled_from([1, 2, True]), "refuse": st.just(True), "tag": st.integers(0, 250)},
)


@pytest.mark.parametrize("define", ["def", "async def"])
def test_every_answer_is_the_answer_alone(start, define):
    worker = start(MODEL.replace("{define}", define), config=CONFIG)
    assert worker.ready()["maxBatchSize"] == 16
    sent = []

    def alone(request):
        sent.append(1)
        return told(worker.ask(body_of(request)))

    @settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(requests, min_size=2, max_size=40))
    def check(batch):
        sent.append(len(batch))
        assert send_batch(worker, map_list(body_of, batch)) == map_list(alone, batch)

    check()
    same = [{"inputs": [[1.5, number]]} for number in range(100) if number != 13]
    assert send_batch(worker, map_list(body_of, same)) == map_list(alone, same)
    assert worker.progress() == sum(sent) + len(same)
    worker.half_close()
    sizes = [int(line.split()[1]) for line in worker.output().splitlines() if line.startswith("rows")]
    assert sizes.count(16) >= 6
    assert max(sizes) == 16


def map_list(function, values):
    return [function(value) for value in values]


@pytest.mark.parametrize("define", ["def", "async def"])
def test_predict_batch_gets_what_came_together(start, define):
    worker = start(f"""
        class Model:
            {define} predict_batch(self, requests):
                if "bad" in requests:
                    raise ValueError("bad")
                return [ValueError(request) if request == "odd" else [request, len(requests)] for request in requests]
    """)
    assert worker.ready()["maxBatchSize"] == 32
    assert send_batch(worker, [b'"a"', b'"odd"', b"3"]) == [["a", 3], ("MODEL_RAISED", "odd"), [3, 3]]
    assert send_batch(worker, [b'"a"', b'"bad"', b"3"]) == [["a", 1], ("MODEL_RAISED", "bad"), [3, 1]]
    assert [size for _, size in send_batch(worker, [b"1"] * 40)] == [32] * 32 + [8] * 8


def test_predict_batch_beside_predict_is_used_where_batching_is_asked_for(start):
    source = """
        class Model:
            def predict(self, request):
                return "alone"

            def predict_batch(self, requests):
                return ["together"] * len(requests)
    """
    worker = start(source)
    assert worker.ready().get("maxBatchSize") is None
    assert send_batch(worker, [b"1", b"2"]) == ["alone"] * 2
    worker = start(source, config={"runtime": {"batching": {"max_batch_size": 8}}})
    assert worker.ready()["maxBatchSize"] == 8
    assert send_batch(worker, [b"1", b"2"]) == ["together"] * 2


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("{'predictions': [1], 'pairs': []}", "predict gave 1 rows as 'predictions' for 2 rows of input"),
        ("{'predictions': [1] * len(rows), 'n': 1}", "predict gave 'n', which signature.outputs does not name"),
        ("{'predictions': len(rows)}", "predict gave a int as 'predictions' for 2 rows of input"),
        ("len(rows)", "predict gave a int and not a dict with the declared outputs"),
        ("(row for row in rows)", "predict gave a generator and not a dict with the declared outputs"),
    ],
)
def test_what_cannot_be_shared_out_ends_merging_with_a_word(start, answer, why):
    worker = start(
        f"""
        class Model:
            def predict(self, request):
                rows = request["inputs"]
                return {answer}
        """,
        config=CONFIG,
    )
    worker.ready()
    alone = [worker.ask(b'{"inputs": [[1, 2]]}').payload for _ in range(2)]
    for first in (1, 2):
        bodies = [b'{"inputs": [[1, 2]]}'] * 2
        requests = [Frame(protocol.REQUEST, 10 * first + at, payload=body, form=1) for at, body in enumerate(bodies)]
        worker.data.send(Frame(protocol.BATCH, aux=2), *requests)
        frames = [worker.data.receive() for _ in bodies]
        if frames[0].kind == protocol.RESULT:
            assert [frame.payload for frame in frames] == alone
        while frames[-1].kind == protocol.CHUNK:
            frames.append(worker.data.receive())
    logged = []
    while not logged or logged[-1].kind == protocol.LOG:
        worker.control.send(Frame(protocol.HEALTH, aux=1))
        logged.append(worker.control.receive())
    assert [frame.header["message"] for frame in logged[:-1]] == [f"Requests are not merged any more: {why}"]


@pytest.mark.parametrize(
    ("source", "config", "why"),
    [
        ("def predict(self, inputs): ...", {**CONFIG, "signature": None}, "signature.outputs names no output"),
        ("def predict(self, inputs): yield", CONFIG, "its predict is a generator"),
        ("def predict(self, request: fastapi.Request): ...", CONFIG, "its predict takes the request itself"),
        ("def embeddings(self, inputs): ...", CONFIG, "the model has no predict"),
    ],
)
def test_batching_that_cannot_be_is_said(start, source, config, why):
    worker = start(f"from __future__ import annotations\n\nclass Model:\n    {source}\n", config=config)
    frames = []
    while not frames or frames[-1].kind not in (protocol.READY, protocol.FAILED):
        frames.append(worker.control.receive())
    assert frames[-1].header.get("maxBatchSize") is None
    messages = [frame.header["message"] for frame in frames if frame.kind == protocol.LOG]
    assert len(messages) == 1
    assert messages[0].startswith(f"runtime.batching has no effect: {why}")


@pytest.mark.parametrize("define", ["def", "async def"])
def test_one_that_is_cancelled_leaves_the_others_alone(start, define):
    worker = start(
        f"""
        import time

        class Model:
            def preprocess(self, request):
                time.sleep(request["wait"])
                return request

            {define} predict(self, request):
                return {{"predictions": [sum(row) for row in request["inputs"]]}}
        """,
        config=CONFIG,
    )
    worker.ready()
    bodies = [{"inputs": [[1, at]], "wait": 0.2} for at in range(3)]
    requests = [Frame(protocol.REQUEST, at + 1, payload=body_of(body), form=1) for at, body in enumerate(bodies)]
    worker.data.send(Frame(protocol.BATCH, aux=3), *requests)
    time.sleep(0.05)
    worker.control.send(Frame(protocol.CANCEL, 3))
    frames = sorted((worker.data.receive() for _ in bodies), key=lambda frame: frame.id)
    assert [told(frame) if frame.kind == protocol.RESULT else frame.header["code"] for frame in frames] == [
        {"predictions": [1]},
        {"predictions": [2]},
        "REQUEST_CANCELLED",
    ]


def test_a_model_that_exits_in_a_batch_fails_the_requests_and_stays(start):
    worker = start("import sys\n\nclass Model:\n    def predict_batch(self, requests): sys.exit(len(requests))\n")
    worker.ready()
    assert [code for code, _ in send_batch(worker, [b"1", b"2"])] == ["MODEL_EXITED"] * 2
    assert worker.ask(b"1", id=5).kind == protocol.ERROR


def test_another_frame_within_a_batch_is_a_breach(start):
    worker = start("class Model:\n    def predict_batch(self, requests): return requests\n")
    worker.ready()
    worker.data.send(
        Frame(protocol.BATCH, aux=2), Frame(protocol.REQUEST, 1, form=1, payload=b"1"), Frame(protocol.END, 1)
    )
    assert worker.data.receive() is None
    assert worker.wait() == 1


def test_groups_are_alike_and_no_larger_than_they_may_be():
    a, b = Measure(2, "a"), Measure(1, "b")
    assert group([a, b, a, None, b, a, Measure(9, "a"), a], 4) == [[0, 2], [1, 4], [3], [5], [6], [7]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (np.zeros((1, 2)), np.zeros((1, 2), np.float32)),
        (np.zeros((1, 2)), np.zeros((1, 3))),
        (np.array([b"a"], object), np.array(["a"], object)),
        (np.array([1]), [1]),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1.0]})),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]})),
        (pd.DataFrame({"a": pd.Categorical(["x"])}), pd.DataFrame({"a": pd.Categorical(["y"])})),
        (
            pd.DataFrame({"a": pd.Categorical(["x"], ["x", "y"])}),
            pd.DataFrame({"a": pd.Categorical(["x"], ["y", "x"])}),
        ),
        (pd.Series([1], name="a"), pd.Series([1], name="b")),
    ],
)
def test_what_differs_in_type_is_not_alike(one, other):
    assert read_rows(one).likeness == read_rows(one.copy()).likeness
    assert read_rows(one).likeness != read_rows(other).likeness


@pytest.mark.parametrize("value", [np.float64(1), np.zeros((0, 2)), pd.DataFrame({"a": [1]}, index=[7]), [], "ab", {}])
def test_what_has_no_rows_to_join_is_left_alone(value):
    assert read_rows(value) is None


@pytest.mark.parametrize(
    "values",
    [
        [np.arange(6).reshape(3, 2), np.arange(2).reshape(1, 2)],
        [np.array(["a", "bcd"]), np.array(["efghi"])],
        [pd.DataFrame({"a": [1, 2], "b": ["x", None]}), pd.DataFrame({"a": [3], "b": ["y"]})],
        [pd.Series([1, 2], name="a"), pd.Series([3], name="a")],
        [[[1, 2], [3, 4]], [[5, 6]]],
    ],
)
def test_what_is_joined_can_be_cut_again(values):
    joined = join_rows(values)
    first = len(values[0])
    for value, part in zip(values, (cut_rows(joined, 0, first), cut_rows(joined, first, len(joined)))):
        assert type(part) is type(value)
        # Joined texts have the width of the longest.
        plain, expected = (part.tolist(), value.tolist()) if isinstance(value, np.ndarray) else (part, value)
        assert repr(plain) == repr(expected)


def test_tensors_of_v2_are_merged_by_their_names():
    merging = RowMerging(None, 8, {"inputs": [tensor("a", [-1]), tensor("b", [-1, 2])], "outputs": [tensor("c", [-1])]})
    values = [{"a": np.arange(n), "b": np.ones((n, 2))} for n in (2, 3)]
    first, second = map(merging.measure, values)
    assert (first.rows, second.rows, first.likeness == second.likeness) == (2, 3, True)
    assert merging.measure({"a": np.arange(2), "b": np.ones((3, 2))}) is None
    assert merging.measure({"a": np.arange(2), "other": [1, 2]}) is None
    merged = merging.merge(values)
    assert merged["a"].tolist() == [0, 1, 0, 1, 2]
    assert [part["c"].tolist() for part in merging.split({"c": merged["a"]}, [2, 3])] == [[0, 1], [0, 1, 2]]


def tensor(name, shape):
    return {"name": name, "datatype": "FP64", "shape": shape}
