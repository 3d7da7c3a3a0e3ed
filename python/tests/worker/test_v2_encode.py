"""What leaves a model as an Open Inference Protocol answer."""

import collections
import dataclasses
import datetime as dt
import enum
import json
import math

import ml_dtypes
import numpy as np
import pandas as pd
import pydantic
import pytest

from truss_worker.errors import WorkerError
from truss_worker.wire.protocol import FORM_V2_BINARY, FORM_V2_JSON
from worker.v2_frames import byte_strings, encode, outputs

NAN = float("nan")
IN_INT64 = "between -9223372036854775808 and 9223372036854775807 (INT64)"


def declared(datatype, name="y", **more):
    return {"outputs": [{"name": name, "datatype": datatype, "shape": [-1], **more}]}


def test_an_answer_in_json():
    answer = encode({"y": [[1, 2]], "text": "é"}, id="r1")
    assert (answer.form, answer.header) == (FORM_V2_JSON, {})
    assert json.loads(answer.payload) == {
        "model_name": "m",
        "model_version": "3",
        "id": "r1",
        "outputs": [
            {"name": "y", "datatype": "INT64", "shape": [1, 2], "data": [1, 2]},
            {"name": "text", "datatype": "BYTES", "shape": [1], "data": ["é"]},
        ],
    }


def test_an_answer_in_bytes():
    answer = encode({"y": [1.5], "text": ["é", b"\xff"]}, parameters={"binary_data_output": True})
    assert answer.form == FORM_V2_BINARY
    end = answer.header["binaryOffset"]
    assert json.loads(answer.payload[:end])["outputs"] == [
        {"name": "y", "datatype": "FP64", "shape": [1], "parameters": {"binary_data_size": 8}},
        {"name": "text", "datatype": "BYTES", "shape": [2], "parameters": {"binary_data_size": 11}},
    ]
    assert answer.payload[end:] == np.float64(1.5).tobytes() + byte_strings("é".encode(), b"\xff")


class Rows(list):
    pass


Pair = collections.namedtuple("Pair", "a b")  # noqa: PYI024 - models return these too


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


@dataclasses.dataclass
class Scores:
    best: float
    all: object


class Answer(pydantic.BaseModel):
    best: float


@pytest.mark.parametrize(
    ("value", "datatype", "shape", "data"),
    [
        (True, "BOOL", [1], [True]),
        (2**63 - 1, "INT64", [1], [2**63 - 1]),
        ([0, 2**63], "UINT64", [2], [0, 2**63]),
        ([1, 2.5], "FP64", [2], [1, 2.5]),
        ([NAN, float("inf"), 1], "FP64", [3], [None, None, 1]),
        ([None, 1], "FP64", [2], [None, 1]),
        ([], "FP64", [0], []),
        ([[], []], "FP64", [2, 0], []),
        ([[1, 2], (3, 4)], "INT64", [2, 2], [1, 2, 3, 4]),
        (["a", b"b", bytearray(b"c")], "BYTES", [3], ["a", "b", "c"]),
        (np.arange(4, dtype=np.int16).reshape(2, 2), "INT16", [2, 2], [0, 1, 2, 3]),
        (np.arange(6, dtype=np.uint8).reshape(2, 3).T, "UINT8", [3, 2], [0, 3, 1, 4, 2, 5]),
        (np.array([0.5, NAN], dtype=np.float32), "FP32", [2], [0.5, None]),
        (np.array([1, 2], dtype=">i4"), "INT32", [2], [1, 2]),
        (np.array([2**64 - 1], dtype=np.uint64), "UINT64", [1], [2**64 - 1]),
        (np.array([1.5], dtype=np.longdouble), "FP64", [1], [1.5]),
        (np.array([1.5], dtype=ml_dtypes.bfloat16), "FP32", [1], [1.5]),
        (np.float32(0.5), "FP32", [1], [0.5]),
        (np.array(["a", "bc"]), "BYTES", [2], ["a", "bc"]),
        (np.array([b"a", b"bc"]), "BYTES", [2], ["a", "bc"]),
        (np.array([["a"], ["b"]], dtype=object), "BYTES", [2, 1], ["a", "b"]),
        (np.array("a"), "BYTES", [1], ["a"]),
        ([np.array([1, 2]), np.array([3, 4])], "INT64", [2, 2], [1, 2, 3, 4]),
        ([np.float64(0.5), np.int8(1)], "FP64", [2], [0.5, 1]),
        ([np.bool_(True)], "BOOL", [1], [True]),
        (np.zeros((2, 0), dtype=np.int8), "INT8", [2, 0], []),
        (pd.Series([1, 2], dtype="int32"), "INT32", [2], [1, 2]),
        (pd.Index(["a"]), "BYTES", [1], ["a"]),
        ([Colour.RED], "BYTES", [1], ["red"]),
        ([Level.HIGH], "INT64", [1], [3]),
        (dt.date(2020, 1, 2), "BYTES", [1], ["2020-01-02"]),
        ({1, 2}, "INT64", [2], [1, 2]),
        (b"abc", "BYTES", [1], ["abc"]),
        (Rows([Rows([1]), Rows([2])]), "INT64", [2, 1], [1, 2]),
        ([Pair(1, 2), Pair(3, 4)], "INT64", [2, 2], [1, 2, 3, 4]),
    ],
)
def test_what_becomes_of_a_value(value, datatype, shape, data):
    expected = {"datatype": datatype, "shape": shape, "data": data}
    assert outputs({"y": value}) == {"y": expected}
    assert outputs(value) == {"predictions": expected}


def test_names_of_outputs():
    one = {"datatype": "INT64", "shape": [1], "data": [1]}
    assert outputs({"a": 1, 5: 1}) == {"a": one, "5": one}
    assert list(outputs(pd.DataFrame({"a": [1], "b": ["x"]}))) == ["a", "b"]
    assert list(outputs(Scores(0.5, np.arange(2)))) == ["best", "all"]
    assert list(outputs(Answer(best=1))) == ["best"]
    # A table under a name has columns too.
    table = pd.DataFrame({"a": [1], "when": pd.to_datetime(["2020-02-29"])})
    assert outputs({"predictions": table})["when"]["data"] == ["2020-02-29T00:00:00"]
    # The only output has the name that the metadata gives it.
    assert list(outputs([1], declared("INT64", "label"))) == ["label"]
    assert outputs({}) == {}


@pytest.mark.parametrize(
    ("datatype", "value", "data"),
    [
        ("FP32", [0.1, 1, None], [np.float32(0.1).item(), 1, None]),
        ("FP32", np.array([0.1, NAN]), [np.float32(0.1).item(), None]),
        ("FP32", np.array([1, 2]), [1, 2]),
        ("FP64", [True], [1]),
        ("INT8", [1.0, True], [1, 1]),
        ("INT8", np.array([1.0, -128]), [1, -128]),
        ("UINT8", np.array([], dtype=np.float64), []),
        ("INT64", [], []),
        ("BOOL", [1, 0.0, True], [True, False, True]),
        ("BOOL", np.array([1, 0]), [True, False]),
        ("BYTES", ["a"], ["a"]),
        ("BYTES", np.array(["a"]), ["a"]),
        ("FP32", np.array([1, 2.5], dtype=object), [1, 2.5]),
    ],
)
def test_the_declared_datatype_wins(datatype, value, data):
    assert outputs({"y": value}, declared(datatype))["y"] == {"datatype": datatype, "shape": [len(data)], "data": data}


def test_a_declared_content_type_is_told():
    assert outputs(["a"], declared("BYTES", content_type="str"))["y"]["parameters"] == {"content_type": "str"}


HALVES = [1.0, 1 + 2**-8, 1 + 3 * 2**-8, -2.5, 3.39e38, float("inf"), -float("inf"), 0.0, 1e-40]


@pytest.mark.parametrize("has_numpy", [True, False])
@pytest.mark.parametrize("make", [list, np.array, lambda values: np.array(values, dtype=np.float32)])
def test_16_bit_floats_leave_as_bytes(make, has_numpy, monkeypatch):
    if not has_numpy:
        monkeypatch.setattr("truss_worker.v2.tensors.bfloat16.find_numpy", lambda: None)
    asked = {"parameters": {"binary_data_output": True}}
    for datatype, dtype, values in [("FP16", np.float16, [0.5, 65504]), ("BF16", ml_dtypes.bfloat16, HALVES)]:
        answer = encode(make(values), declared(datatype), **asked)
        wanted = np.array(values, dtype=np.float32).astype(dtype)
        assert answer.payload[answer.header["binaryOffset"] :] == wanted.tobytes()
    nan = encode(make([NAN, 1]), declared("BF16"), **asked)
    assert math.isnan(np.frombuffer(nan.payload[-4:-2], ml_dtypes.bfloat16)[0])
    assert encode(np.array([1], dtype=np.float16), **asked).payload.endswith(np.float16(1).tobytes())


class FakeTorchTensor:
    """What a tensor of torch, which is too large for the tests' environment, has: also 16-bit floats unlike numpy's."""

    def __init__(self, array, dtype, is_on_device=True):
        self.array, self.dtype, self.is_on_device = array, dtype, is_on_device

    def detach(self):
        return self

    def cpu(self):
        return FakeTorchTensor(self.array, self.dtype, is_on_device=False)

    def float(self):
        return FakeTorchTensor(self.array.astype(np.float32), "torch.float32", self.is_on_device)

    def numpy(self):
        assert not self.is_on_device
        assert self.dtype != "torch.bfloat16"
        return self.array


@pytest.mark.parametrize("dtype", ["torch.float32", "torch.bfloat16"])
def test_tensors_of_torch(dtype):
    value = FakeTorchTensor(np.array([0.5], np.float32), dtype)
    assert outputs({"y": value}) == {"y": {"datatype": "FP32", "shape": [1], "data": [0.5]}}


class Trap:
    def tolist(self):
        raise ValueError("secret text")


class Raising:
    def __array__(self, *_):
        raise ValueError("secret text")


def holds_itself():
    value = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([[1, 2], [3]], "y[1]: it has 1 items, the ones before it 2"),
        ([[1, 2], 3], "y[1]: lists and single values stand side by side"),
        ([1, [2]], "y[1]: lists and single values stand side by side"),
        ([[1, "a"]], "y[0][1]: a value of type str stands beside one of type int"),
        ([True, 1], "y[1]: a value of type int stands beside one of type bool"),
        (["a", None], "y[1]: a value of type NoneType stands beside one of type str"),
        (None, "y: there is nothing but None"),
        ([{"a": 1}], "y[0]: a dict is no part of a tensor"),
        ({"a": 1}, "y: a dict is no part of a tensor"),
        ([[object()]], "y[0][0]: it is of type object"),
        ([[[np.array([1, 2]), np.array([3])]]], "y[0][0][1]: it has 1 items, the ones before it 2"),
        ([-1, 2**63], "y[0]: -1 is not between 0 and 18446744073709551615 (UINT64)"),
        (2**64, "y: 18446744073709551616 is not between 0 and 18446744073709551615 (UINT64)"),
        ([0.5, 10**400],
         "y[1]: 100000000000000000000000000000000000000000000000000000000000… is beyond what FP64 can hold"),
        (["\ud800"], "y[0]: '\\ud800' has half of a surrogate pair, which is no text"),
        (np.array([1j]), "y: an array of complex128 has no datatype of the protocol"),
        (np.array(["2020-01-01"], dtype="M8[s]"), "y: an array of datetime64[s] has no datatype of the protocol"),
        (np.array([[1, "a"]], dtype=object), "y[0][1]: a value of type str stands beside one of type int"),
        ([Trap()], f"y[0]: converting the {__name__}.Trap raised ValueError"),
        (Raising(), f"y: converting the {__name__}.Raising raised ValueError"),
        (holds_itself(), "y: it nests deeper than 32 levels"),
    ],
)  # fmt: skip
def test_what_is_no_tensor(value, message):
    with pytest.raises(WorkerError) as caught:
        encode({"y": value})
    assert caught.value.code == "RESULT_NOT_ENCODABLE"
    assert caught.value.message == f"The answer cannot be encoded as tensors at {message}"


@pytest.mark.parametrize(
    ("datatype", "value", "message"),
    [
        ("INT8", [1, 128], "y[1]: 128 is not between -128 and 127 (INT8)"),
        ("INT8", np.array([[1], [128]]), "y[1][0]: 128 is not between -128 and 127 (INT8)"),
        ("INT64", np.array([2**63], dtype=np.uint64), f"y[0]: 9223372036854775808 is not {IN_INT64}"),
        ("INT64", np.array([2.0**63]), f"y[0]: 9.223372036854776e+18 is not {IN_INT64}"),
        ("INT32", [1, 2.5], "y[1]: 2.5 is not an integer (INT32)"),
        ("INT32", np.array([1, 2.5]), "y[1]: 2.5 is not an integer (INT32)"),
        ("INT32", np.array([NAN]), "y[0]: nan is not an integer (INT32)"),
        ("INT32", np.array([float("inf")]), "y[0]: inf is not between -2147483648 and 2147483647 (INT32)"),
        ("FP32", [1e39], "y[0]: 1e+39 is beyond what FP32 can hold"),
        ("FP32", np.array([1, 1e39]), "y[1]: 1e+39 is beyond what FP32 can hold"),
        ("FP16", np.array([70000], dtype=np.float32), "y[0]: 70000.0 is beyond what FP16 can hold"),
        ("BOOL", [2], "y[0]: 2 is not true or false (BOOL)"),
        ("BOOL", np.array([0, 2]), "y[1]: 2 is not between 0 and 1 (BOOL)"),
        ("BYTES", [1], "y[0]: 1 is not a string (BYTES)"),
        ("BYTES", np.array([1]), "y[0]: 1 is not a string (BYTES)"),
        ("FP32", ["1"], "y[0]: '1' is not a number (FP32)"),
        ("FP32", np.array(["1"]), "y[0]: '1' is not a number (FP32)"),
    ],
)  # fmt: skip
def test_values_that_the_declared_datatype_cannot_hold(datatype, value, message):
    with pytest.raises(WorkerError) as caught:
        encode({"y": value}, declared(datatype), parameters={"binary_data_output": True})
    assert caught.value.code == "RESULT_NOT_ENCODABLE"
    assert caught.value.message == f"The answer cannot be encoded as tensors at {message}"


@pytest.mark.parametrize("value", [pd.DataFrame([[1, 2]], columns=["a", "a"]), {1: 1, "1": 2}])
def test_two_outputs_of_one_name(value):
    with pytest.raises(WorkerError, match="at its names: two outputs have the same name: '"):
        encode(value)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (np.array([1], dtype=np.float16), "Output 'predictions' is FP16, which JSON cannot carry"),
        ([b"a\xff"], "Output 'predictions' holds bytes that are not UTF-8 (0xff), which JSON cannot carry"),
    ],
)
def test_what_json_cannot_carry(value, why):
    with pytest.raises(WorkerError) as caught:
        encode(value)
    assert caught.value.code == "REQUEST_OUTPUT_INVALID"
    assert caught.value.message == why
    assert "binary_data" in caught.value.hint


def test_half_floats_leave_json_wider_where_the_signature_says_so():
    assert outputs(np.array([0.5], dtype=np.float16), declared("FP32"))["y"]["data"] == [0.5]


ABC = {"a": [1], "b": [2], "c": [3]}


class TestRequestedOutputs:
    def binary_of(self, **asked):
        answer = encode(ABC, **asked)
        end = answer.header.get("binaryOffset", len(answer.payload))
        return [(output["name"], "parameters" in output) for output in json.loads(answer.payload[:end])["outputs"]]

    def test_order_is_that_of_the_request(self):
        assert self.binary_of(outputs=[{"name": "c"}, {"name": "a"}]) == [("c", False), ("a", False)]

    @pytest.mark.parametrize("nothing", [None, []])
    def test_none_is_all(self, nothing):
        assert self.binary_of(outputs=nothing) == [("a", False), ("b", False), ("c", False)]

    @pytest.mark.parametrize("everything", [True, False])
    def test_what_an_output_says_wins_over_the_request(self, everything):
        wanted = [{"name": "a", "parameters": {"binary_data": True}}, {"name": "b"},
                  {"name": "c", "parameters": {"binary_data": False}}]  # fmt: skip
        asked = self.binary_of(outputs=wanted, parameters={"binary_data_output": everything})
        assert asked == [("a", True), ("b", everything), ("c", False)]

    def test_only_what_is_wanted_is_encoded(self):
        answer = encode({"a": [1], "b": object()}, outputs=[{"name": "a"}])
        assert answer.form == FORM_V2_JSON

    def test_an_unknown_one_is_refused(self):
        with pytest.raises(WorkerError) as caught:
            encode(ABC, outputs=[{"name": "x"}])
        assert caught.value.code == "REQUEST_OUTPUT_INVALID"
        assert caught.value.message == "Unexpected inference output 'x' for model 'm'"
        assert caught.value.hint == "The model's outputs are: ['a', 'b', 'c']."

    def test_no_bytes_for_who_wants_json(self):
        answer = encode(ABC, accept=FORM_V2_JSON, parameters={"binary_data_output": True})
        assert answer.form == FORM_V2_JSON


def test_rows_that_are_objects_are_json_texts_where_the_signature_says_so():
    rows = [{"label": "gut", "score": 0.5}, [{"label": "schön", "score": NAN}]]
    assert outputs(rows, declared("BYTES", content_type="json"))["y"] == {
        "datatype": "BYTES",
        "shape": [2],
        "parameters": {"content_type": "json"},
        "data": ['{"label":"gut","score":0.5}', '[{"label":"schön","score":null}]'],
    }
    with pytest.raises(WorkerError, match="a dict is no part of a tensor"):
        encode(rows[:1])
