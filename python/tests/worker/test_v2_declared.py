"""A request of V2 is held against the signature before the model sees it."""

import json
import struct

import numpy as np
import pytest

from truss_worker.errors import WorkerError
from truss_worker.v2.request import model_value
from truss_worker.v2.tensors import optional_numpy
from worker.v2_frames import MODES, byte_strings, decode, tensor


@pytest.fixture(params=MODES, autouse=True)
def mode(request, monkeypatch):
    if request.param == "lists":
        monkeypatch.setattr(model_value, "find_numpy", lambda: None)
        monkeypatch.setattr(optional_numpy, "find_numpy", lambda: None)
    return request.param


def declared(datatype, shape, name="x", **more):
    return {"name": name, "datatype": datatype, "shape": shape, **more}


def signature(*inputs):
    return {"inputs": list(inputs)}


ONE = signature(declared("FP32", [-1, 2]))
TWO = signature(declared("FP64", [-1], "age"), declared("BYTES", [-1], "town", content_type="str"))
ROWS = signature(declared("FP64", [-1, 2], "inputs"))


@pytest.mark.parametrize(
    ("told", "tensors", "message"),
    [
        (ONE, [], r"Input 'x' \(FP32 \[-1, 2\]\) is missing; the request has none"),
        (ONE, [tensor("FP32", [1, 2], [1, 2], name="y")], "Input 'x' .* is missing; the request has y"),
        (TWO, [tensor("FP64", [1], [1], name="age")], "Input 'town' .* is missing; the request has age"),
        (ONE, [tensor("BYTES", [1, 2], ["a", "b"])], "Input 'x' is of BYTES, the model takes FP32"),
        (ONE, [tensor("FP64", [1, 2], [1, 2])], "Input 'x' is of FP64, the model takes FP32"),
        (ONE, [tensor("INT64", [1, 2], [1, 2])], "Input 'x' is of INT64, the model takes FP32"),
        (ONE, [tensor("BOOL", [1, 2], [True, False])], "Input 'x' is of BOOL, the model takes FP32"),
        (signature(declared("BOOL", [-1])), [tensor("INT8", [1], [1])], "is of INT8, the model takes BOOL"),
        (signature(declared("UINT8", [-1])), [tensor("INT8", [1], [1])], "is of INT8, the model takes UINT8"),
        (signature(declared("INT64", [-1])), [tensor("UINT64", [1], [1])], "is of UINT64, the model takes INT64"),
        (ONE, [tensor("FP32", [2], [1, 2])], r"Input 'x' has the shape \[2\], the model takes \[-1, 2\]"),
        (ONE, [tensor("FP32", [1, 3], [1, 2, 3])], r"Input 'x' has the shape \[1, 3\], the model takes \[-1, 2\]"),
        (ONE, [tensor("FP32", [1, 2, 2], [1, 2, 3, 4])], r"has the shape \[1, 2, 2\]"),
        (ONE, [tensor("FP32", [], [1])], r"has the shape \[\]"),
        (signature(declared("FP32", [-1])), [tensor("FP32", [], [1])], r"has the shape \[\]"),
        (TWO, [tensor("FP64", [2], [1, 2], name="age"), tensor("BYTES", [1], ["a"], name="town")],
         "differ in their numbers of rows: age: 2, town: 1"),
        (ROWS, [tensor("INT64", [1, 2], [1, 2**53 + 1], name="inputs")], "9007199254740993 has more digits"),
        (ROWS, [tensor("FP64", [1, 2], [1, 2], name="a"), tensor("FP64", [1, 2], [1, 2], name="b")],
         "Input 'inputs' .* is missing; the request has a, b"),
    ],
)  # fmt: skip
def test_what_is_not_as_declared_is_refused(told, tensors, message):
    with pytest.raises(WorkerError, match=message) as refused:
        decode(*tensors, signature=told)
    assert refused.value.code == "REQUEST_INPUT_INVALID"


@pytest.mark.parametrize(
    ("datatype", "sent", "values"),
    [
        ("FP64", "FP32", [0.5, 2]),
        ("FP64", "INT64", [1, -(2**53)]),
        ("FP64", "UINT8", [1, 255]),
        ("FP32", "INT16", [1, -3]),
        ("INT64", "INT8", [1, -3]),
        ("INT64", "UINT32", [1, 4294967295]),
        ("FP32", "FP32", [1, 2]),
    ],
)
def test_numbers_take_the_datatype_that_is_declared_where_they_stay_the_same(mode, datatype, sent, values):
    told = signature(declared(datatype, [-1]))
    found = decode(tensor(sent, [2], values), signature=told)["x"]
    assert list(found) == values
    if mode == "numpy":
        assert found.dtype == {"FP64": np.float64, "FP32": np.float32, "INT64": np.int64}[datatype]
    else:
        assert all(type(value) is (int if datatype == "INT64" else float) for value in found)


def test_a_column_may_have_lengths_of_one_behind_it():
    told = signature(declared("FP64", [-1], "age"), declared("BYTES", [-1], "town", content_type="str"))
    sent = [tensor("FP32", [2, 1], [[1], [2]], name="age"), tensor("BYTES", [2, 1, 1], ["a", "b"], name="town")]
    found = decode(*sent, signature=told)
    assert (list(found["age"]), list(found["town"])) == ([1, 2], ["a", "b"])


def test_the_only_input_of_rows_may_have_any_name():
    found = decode(tensor("FP64", [1, 2], [1, 2], name="input-0"), signature=ROWS)["inputs"]
    assert [list(row) for row in found] == [[1, 2]]


def test_more_than_is_declared_is_taken():
    assert set(decode(tensor("FP32", [1, 2], [1, 2]), tensor("INT8", [3], [1, 2, 3], name="y"), signature=ONE)) == {
        "x",
        "y",
    }


def test_what_may_be_of_any_datatype_stays_as_it_is():
    told = signature(declared("FP64", [-1, 1], content_type="any"))
    assert [bytes(value) for (value,) in decode(tensor("BYTES", [1, 1], ["a"]), signature=told)["x"]] == [b"a"]
    assert decode(tensor("INT64", [1, 1], [2**60 + 1]), signature=told)["x"][0][0] == 2**60 + 1


def test_bytes_that_follow_the_json_are_held_against_the_signature_too():
    told = signature(declared("FP64", [-1]))
    sent = tensor("INT32", [2, 1], binary_data_size=8)
    assert list(decode(sent, buffers=[struct.pack("<2i", 1, -2)], signature=told)["x"]) == [1, -2]
    with pytest.raises(WorkerError, match="is of BYTES, the model takes FP64"):
        decode(tensor("BYTES", [1], binary_data_size=5), buffers=[byte_strings(b"a")], signature=told)


def test_a_worker_refuses_before_the_model_is_asked(start):
    worker = start(
        "class Model:\n    def predict(self, body):\n        print('asked')\n        return body['x']",
        config={"signature": ONE},
    )
    worker.ready()
    answer = worker.ask(json.dumps({"inputs": []}).encode(), form=3)
    assert answer.header["code"] == "REQUEST_INPUT_INVALID"
