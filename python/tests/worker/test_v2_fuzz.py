"""Bodies that nobody would send: nothing but the typed error comes of them; and all that is sent comes back."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truss_worker.errors import WorkerError
from truss_worker.v2.tensors.bfloat16 import narrow, widen
from truss_worker.v2.tensors.datatypes import DATATYPES
from truss_worker.wire.protocol import FORM_V2_BINARY
from worker.v2_frames import answer_to, body_of, byte_strings, context, frame

MODULES = ("request.model_value", "tensors.bfloat16")
MEMBERS = ["id", "inputs", "outputs", "parameters", "name", "shape", "datatype", "data", "binary_data_size",
           "binary_data", "binary_data_output", "content_type"]  # fmt: skip

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.sampled_from(list(DATATYPES)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=5),
    max_leaves=15,
)
anything = st.none() | values
tensors = st.fixed_dictionaries(
    {
        "name": st.sampled_from("abc") | anything,
        "datatype": st.sampled_from(list(DATATYPES)) | anything,
        "shape": st.lists(st.integers(-1, 3), max_size=3) | anything,
    },
    optional={
        "data": st.lists(st.integers(-1, 300) | st.text(max_size=2) | st.none() | st.floats(), max_size=9) | anything,
        "parameters": st.fixed_dictionaries({}, optional={"binary_data_size": st.integers(-1, 12) | anything}),
    },
)
bodies = st.fixed_dictionaries(
    {"inputs": st.lists(tensors, max_size=3) | anything},
    optional=dict.fromkeys(("id", "outputs", "parameters"), anything),
)


@pytest.fixture(params=["numpy", "lists"], scope="module")
def mode(request):
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "lists":
            for module in MODULES:
                patch.setattr(f"truss_worker.v2.{module}.find_numpy", lambda: None)
        yield request.param


def try_to_answer(request):
    """Echoes the inputs, with or without success."""
    refusal = None
    try:
        body = body_of(request, context())
        answer_to(request, dict(body), context())
    except WorkerError as error:
        refusal = error
    if refusal is not None:
        assert refusal.code in ("REQUEST_BODY_INVALID", "REQUEST_OUTPUT_INVALID", "RESULT_NOT_ENCODABLE")
        assert len(refusal.message) < 5000


@given(bodies | values, st.binary(max_size=24), st.booleans())
def test_any_json_is_answered_or_refused(mode, body, rest, is_binary):
    try_to_answer(frame(body, *([rest] if is_binary else [])))


@given(st.binary(max_size=64), st.integers(0, 80))
def test_any_bytes_are_answered_or_refused(mode, payload, offset):
    try_to_answer(frame(b"", payload)._replace(header={"binaryOffset": offset}))
    try_to_answer(frame(payload))


@given(st.sampled_from(list(DATATYPES)), st.lists(st.integers(0, 3), max_size=3), st.binary(max_size=64))
def test_any_buffer_is_answered_or_refused(mode, datatype, shape, packed):
    described = {"name": "x", "datatype": datatype, "shape": shape, "parameters": {"binary_data_size": len(packed)}}
    try_to_answer(frame({"inputs": [described], "parameters": {"binary_data_output": True}}, packed))


# What a model answers of its own accord, from the packages that it has.
answers = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.binary(max_size=3)
    | st.builds(np.float32, st.floats(width=32)) | st.builds(np.int8, st.integers(-128, 127)) | st.builds(object),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=3)
    | st.lists(inner, max_size=3).map(lambda items: np.array([*items, None], dtype=object)[:-1]),
    max_leaves=12,
)  # fmt: skip


@given(answers, st.sampled_from([None, *DATATYPES]), st.booleans())
def test_any_answer_is_encoded_or_refused(mode, value, datatype, is_binary):
    signature = {"outputs": [{"name": "y", "datatype": datatype, "shape": [-1]}]} if datatype else None
    asked = {"inputs": [], "parameters": {"binary_data_output": is_binary}}
    try:
        answer = answer_to(frame(asked), {"y": value}, context(signature))
    except WorkerError as error:
        code = error.code
        answer = None
    if answer is None:
        assert code in ("REQUEST_OUTPUT_INVALID", "RESULT_NOT_ENCODABLE")
        return
    assert (answer.form == FORM_V2_BINARY) == is_binary
    header = json.loads(answer.payload[: answer.header.get("binaryOffset")])
    [output] = header["outputs"]
    if not is_binary:
        assert len(output["data"]) == math.prod(output["shape"])


@st.composite
def packed_tensors(draw):
    """A datatype, a shape and as many bytes as they need."""
    datatype = draw(st.sampled_from([*DATATYPES.values()]))
    shape = draw(st.lists(st.integers(0, 3), max_size=3))
    count = math.prod(shape)
    if datatype.name == "BYTES":
        return datatype, shape, byte_strings(*(draw(st.binary(max_size=5)) for _ in range(count)))
    size = count * datatype.bytes_each
    packed = draw(st.binary(min_size=size, max_size=size))
    return datatype, shape, bytes(byte & 1 for byte in packed) if datatype.name == "BOOL" else packed


def same_numbers(datatype, left, right):
    """Bytes for bytes, but for which NaN it is: passing through a processor may change that."""
    if datatype.kind != "f":
        return left == right
    arrays = [
        np.frombuffer(widen(packed) if datatype.name == "BF16" else packed, datatype.dtype) for packed in (left, right)
    ]
    return np.array_equal(*arrays, equal_nan=True) and np.array_equal(*map(np.signbit, map(np.nan_to_num, arrays)))


@given(packed_tensors())
def test_what_is_sent_comes_back(mode, sent):
    datatype, shape, packed = sent
    described = {
        "name": "x",
        "datatype": datatype.name,
        "shape": shape,
        "parameters": {"binary_data_size": len(packed)},
    }
    request = frame({"inputs": [described], "parameters": {"binary_data_output": True}}, packed)
    signature = {"outputs": [{"name": "x", "datatype": datatype.name, "shape": [-1]}]}
    body = body_of(request, context(signature))
    answer = answer_to(request, dict(body), context(signature))
    end = answer.header["binaryOffset"]
    [output] = json.loads(answer.payload[:end])["outputs"]
    # An empty list ends the nesting early, which only an array remembers.
    if mode == "numpy" or 0 not in shape:
        assert output["shape"] == (shape or [1])
    assert output["datatype"] == datatype.name
    assert same_numbers(datatype, answer.payload[end:], packed)


@given(packed_tensors())
def test_what_leaves_as_json_can_be_sent_as_json(mode, sent):
    datatype, shape, packed = sent
    if datatype.name in ("FP16", "BF16", "BYTES"):
        return
    described = {
        "name": "x",
        "datatype": datatype.name,
        "shape": shape,
        "parameters": {"binary_data_size": len(packed)},
    }
    request = frame({"inputs": [described]}, packed)
    signature = {"outputs": [{"name": "x", "datatype": datatype.name, "shape": [-1]}]}
    value = body_of(request, context())["x"]
    answer = answer_to(request, {"x": value}, context(signature))
    [output] = json.loads(answer.payload)["outputs"]
    again = body_of(frame({"inputs": [output]}), context())["x"]
    finite = np.where(np.isinf(value), np.nan, value) if datatype.kind == "f" else value
    assert np.array_equal(np.ravel(again), np.ravel(finite), equal_nan=datatype.kind == "f")


@given(st.binary(max_size=32).map(lambda packed: packed[: len(packed) // 4 * 4]))
def test_rounding_is_the_same_with_and_without_numpy(packed):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("truss_worker.v2.tensors.bfloat16.find_numpy", lambda: None)
        plain = narrow(packed)
    assert narrow(packed) == plain
