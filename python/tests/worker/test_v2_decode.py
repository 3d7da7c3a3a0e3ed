"""What a model gets of the inputs of an Open Inference Protocol request, and what is refused."""

import copy
import json
import math
import pickle
import struct

import numpy as np
import pytest

from truss_worker.errors import WorkerError
from worker.v2_frames import MODES, body_of, byte_strings, context, decode, frame, tensor

NAN = float("nan")


@pytest.fixture(params=MODES)
def mode(request, monkeypatch):
    """Both with numpy and as in an environment that has none."""
    if request.param == "lists":
        for module in ("request.model_value", "tensors.bfloat16"):
            monkeypatch.setattr(f"truss_worker.v2.{module}.find_numpy", lambda: None)
    return request.param


def plain(value):
    return value.tolist() if isinstance(value, np.ndarray) else value


NUMBERS = [
    ("BOOL", [True, False], "??", np.bool_),
    ("INT8", [-128, 127], "bb", np.int8),
    ("INT16", [-(2**15), 2**15 - 1], "hh", np.int16),
    ("INT32", [-(2**31), 2**31 - 1], "ii", np.int32),
    ("INT64", [-(2**63), 2**63 - 1], "qq", np.int64),
    ("UINT8", [0, 255], "BB", np.uint8),
    ("UINT16", [0, 2**16 - 1], "HH", np.uint16),
    ("UINT32", [0, 2**32 - 1], "II", np.uint32),
    ("UINT64", [2**53 + 1, 2**64 - 1], "QQ", np.uint64),
    ("FP16", [0.5, -65504.0], "ee", np.float16),
    ("FP32", [0.5, 3.4028234663852886e38], "ff", np.float32),
    ("FP64", [0.1, 1.7976931348623157e308], "dd", np.float64),
]


@pytest.mark.parametrize(("datatype", "values", "codes", "dtype"), NUMBERS)
def test_every_datatype_of_numbers(mode, datatype, values, codes, dtype):
    packed = struct.pack("<" + codes, *values)
    # The odd byte before it makes the buffer unaligned.
    body = decode(
        tensor("UINT8", [1], name="odd", binary_data_size=1),
        tensor(datatype, [2, 1], binary_data_size=len(packed)),
        buffers=(b"\x01", packed),
    )
    assert plain(body["x"]) == [[value] for value in values]
    if datatype != "FP16":
        sent = decode(tensor(datatype, [2, 1], values))
        assert plain(sent["x"]) == plain(body["x"])
    if mode == "numpy":
        assert body["x"].dtype == dtype
        assert body["x"].flags.aligned
        assert body["x"].flags.writeable


def test_bf16_arrives_as_32_bits(mode):
    packed = bytes.fromhex("803f 00c0 c07f")
    values = plain(decode(tensor("BF16", [3], binary_data_size=6), buffers=(packed,))["x"])
    assert values[:2] == [1.0, -2.0]
    assert math.isnan(values[2])


@pytest.mark.parametrize("data", [[1, 2, 3, 4], [[1, 2], [3, 4]]])
def test_data_is_nested_or_flat(mode, data):
    assert plain(decode(tensor("INT32", [2, 2], data))["x"]) == [[1, 2], [3, 4]]


@pytest.mark.parametrize("shape", [[], [1], [1, 1, 1]])
def test_a_single_element_has_the_shape_that_was_said(mode, shape):
    value = decode(tensor("FP32", shape, [2]))["x"]
    assert np.shape(value) == tuple(shape)
    assert np.ravel(value) == [2]


@pytest.mark.parametrize(("shape", "data"), [([0], []), ([2, 0], []), ([2, 0], [[], []]), ([0, 768], [])])
def test_empty_tensors(mode, shape, data):
    assert plain(decode(tensor("FP32", shape, data))["x"]) == ([[], []] if shape[0] else [])
    assert plain(decode(tensor("BYTES", shape, data))["x"]) == ([[], []] if shape[0] else [])
    sent = decode(tensor("INT8", shape, binary_data_size=0), tensor("INT8", [1], name="y", binary_data_size=1),
                  buffers=(b"\x05",))  # fmt: skip
    assert plain(sent["x"]) == ([[], []] if shape[0] else [])


def test_null_is_nan(mode):
    assert math.isnan(plain(decode(tensor("FP32", [2], [None, 1]))["x"])[0])


def test_byte_strings(mode):
    packed = byte_strings(b"a", b"", b"\xff\x00")
    value = decode(tensor("BYTES", [3, 1], binary_data_size=len(packed)), buffers=(packed,))["x"]
    assert plain(value) == [[b"a"], [b""], [b"\xff\x00"]]
    assert plain(decode(tensor("BYTES", [2], ["a", "é"]))["x"]) == [b"a", "é".encode()]
    if mode == "numpy":
        assert value.dtype == object


def test_byte_strings_are_text_where_somebody_says_so(mode):
    packed = byte_strings(b"a", "é".encode())
    declared = {"inputs": [{"name": "x", "datatype": "BYTES", "shape": [-1], "content_type": "str"}]}
    for described, signature in [
        ({"content_type": "str"}, None),
        ({}, declared),
    ]:
        sent = tensor("BYTES", [2], binary_data_size=len(packed), **described)
        assert plain(decode(sent, buffers=(packed,), signature=signature)["x"]) == ["a", "é"]
        assert plain(decode(tensor("BYTES", [2], ["a", "é"], **described), signature=signature)["x"]) == ["a", "é"]
    assert plain(decode(tensor("BYTES", [1], ["YQ=="], content_type="base64"), signature=declared)["x"]) == [b"YQ=="]


def test_an_input_that_is_optional_may_be_missing_and_is_held_against_its_declaration_where_it_is_not():
    signature = {
        "inputs": [
            {"name": "x", "datatype": "FP64", "shape": [-1]},
            {"name": "note", "datatype": "BYTES", "shape": [-1], "content_type": "json", "optional": True},
        ]
    }
    assert list(decode(tensor("FP64", [1], [1.0]), signature=signature)) == ["x"]
    both = decode(tensor("FP64", [1], [1.0]), tensor("BYTES", [1], ['{"a": 1}'], name="note"), signature=signature)
    assert plain(both["note"]) == [b'{"a": 1}']
    with pytest.raises(WorkerError, match="Input 'note' is of FP64"):
        decode(tensor("FP64", [1], [1.0]), tensor("FP64", [1], [1.0], name="note"), signature=signature)
    with pytest.raises(WorkerError, match=r"Input .x. .* is missing"):
        decode(tensor("BYTES", [1], ["1"], name="note"), signature=signature)


def test_names_parameters_and_id():
    body = decode(
        tensor("INT8", [1], [1], a=1.5),
        tensor("INT8", [1], [2], name="y"),
        id="r1",
        parameters={"deep": [1], "timeout": 5},
    )
    assert list(body) == ["x", "y"]
    assert "inputs" not in body
    assert body.id == "r1"
    assert body.parameters == {"deep": [1], "timeout": 5}
    assert body.input_parameters == {"x": {"a": 1.5}, "y": {}}


@pytest.mark.parametrize("make", [lambda b: b, copy.copy, copy.deepcopy, lambda b: pickle.loads(pickle.dumps(b)),
                                  lambda b: b.copy()])  # fmt: skip
def test_a_single_input_is_also_inputs_and_instances(make):
    body = make(decode(tensor("INT8", [1], [1]), id="r1"))
    for name in ("inputs", "instances", "x"):
        assert body[name].tolist() == body.get(name).tolist() == [1]
        assert name in body
    assert list(body) == ["x"]
    assert "other" not in body
    assert body.id == "r1"
    with pytest.raises(KeyError):
        body["other"]
    assert body.pop("inputs").tolist() == [1]
    assert len(body) == 0
    assert "inputs" not in body


def test_several_inputs_keep_the_names_of_the_rows():
    body = decode(tensor("INT8", [1], [1], name="inputs"), tensor("INT8", [1], [2], name="y"))
    assert body["instances"].tolist() == [1]


def test_members_that_are_null_are_missing():
    body = body_of(
        frame({"id": None, "parameters": None, "outputs": None,
               "inputs": [{**tensor("INT8", [1], [1]), "parameters": None}]}), context())  # fmt: skip
    assert body["x"].tolist() == [1]


RAW = {"name": "image", "datatype": "UINT8"}


@pytest.mark.parametrize(
    ("declared", "payload", "name", "value"),
    [
        (None, b"abc", "inputs", [b"abc"]),
        ({"datatype": "BYTES", "shape": [-1]}, b"abc", "image", [b"abc"]),
        ({"datatype": "BYTES", "shape": [-1], "content_type": "str"}, b"abc", "image", ["abc"]),
        ({"datatype": "UINT8", "shape": [3]}, b"abc", "image", [97, 98, 99]),
        ({"datatype": "INT16", "shape": [-1, 2]}, bytes(8), "image", [[0, 0], [0, 0]]),
        ({"datatype": "UINT8", "shape": [-1, -1, 2]}, bytes(6), "image", [[[0, 0]] * 3]),
        ({"datatype": "UINT8", "shape": [-1]}, b"", "image", []),
    ],
)
def test_a_body_without_json_is_the_only_input(mode, declared, payload, name, value):
    signature = {"inputs": [{**RAW, **declared}]} if declared else None
    body = body_of(frame(b"", payload), context(signature))
    assert list(body) == [name]
    assert plain(body[name]) == value


@pytest.mark.parametrize(
    ("inputs", "payload", "message"),
    [
        ([RAW | {"shape": [4]}], b"abc", "Input 'image': it has 3 bytes of data, UINT8 of shape [4] needs 4"),
        ([RAW | {"shape": [-1, 2]}], b"abc", "Input 'image': it has 3 bytes of data, UINT8 of shape [1, 2] needs 2"),
        ([RAW | {"shape": [-1, 0]}], b"abc", "Input 'image': it has 3 bytes of data, UINT8 of shape [3, 0] needs 0"),
        ([RAW | {"shape": [2, -1, -1]}], b"abc",
         "A body without JSON can decide one length of input 'image', its shape [2, -1, -1] leaves more open"),
        ([RAW | {"shape": [4]}, {"name": "b", "datatype": "INT8", "shape": [1]}], b"abc",
         "A body without JSON is one input, the model has 2: image, b"),
        ([{"name": "t", "datatype": "BYTES", "shape": [1], "content_type": "str"}], b"a\xff",
         "Input 't': byte 0xff at position 1 is not UTF-8"),
    ],
)  # fmt: skip
def test_a_body_without_json_that_does_not_fit(mode, inputs, payload, message):
    with pytest.raises(WorkerError) as caught:
        body_of(frame(b"", payload), context({"inputs": inputs}))
    assert (caught.value.code, caught.value.message) == ("REQUEST_BODY_INVALID", message)


REFUSED_DATA = [
    ("INT8", [2], [1, 128], "data[1]: 128 is not between -128 and 127 (INT8)"),
    ("UINT64", [1], [-1], "data[0]: -1 is not between 0 and 18446744073709551615 (UINT64)"),
    ("INT64", [1], [2**63], ("data[0]: 9223372036854775808 is not between -9223372036854775808 and 9223372036854775807 "
                            "(INT64)")),
    ("INT32", [2, 2], [[1, 2], [3, 4.5]], "data[1][1]: 4.5 is not an integer (INT32)"),
    ("INT32", [1], [True], "data[0]: True is not an integer (INT32)"),
    ("INT32", [1], [None], "data[0]: None is not an integer (INT32)"),
    ("BOOL", [1], [1], "data[0]: 1 is not true or false (BOOL)"),
    ("FP32", [2], [0, 1e39], "data[1]: 1e+39 is beyond what FP32 can hold"),
    ("FP32", [1], ["1"], "data[0]: '1' is not a number (FP32)"),
    ("FP64", [1], [10**400], f"data[0]: 1{'0' * 59}… is beyond what FP64 can hold"),
    ("BYTES", [1], [1], "data[0]: 1 is not a string (BYTES)"),
    ("BYTES", [1], ["\ud800"], "data[0]: '\\ud800' has half of a surrogate pair, which is no text"),
    ("FP16", [1], [1], "FP16 cannot be sent as JSON"),
    ("BF16", [1], [1], "BF16 cannot be sent as JSON"),
    ("INT8", [3], [1], "data has 1 elements, shape [3] needs 3"),
    ("INT8", [2, 2], [[1, 2], [3]], "data[1]: it has 1 items, the ones before it 2"),
    ("INT8", [2, 2], [[1, 2], 3], "data[1]: lists and single values stand side by side"),
    ("INT8", [4], [[1, 2], [3, 4]], "data is nested as [2, 2], shape is [4]"),
    ("INT8", [1], 5, "data is 5, not a list"),
    ("INT8", [1], {"a": 1}, "data is {'a': 1}, not a list"),
    ("INT8", [-1], [1], "shape[0] is -1, not an integer of at least 0"),
    ("INT8", [1.0], [1], "shape[0] is 1.0, not an integer of at least 0"),
    ("INT8", [True], [1], "shape[0] is True, not an integer of at least 0"),
    ("INT8", 1, [1], "shape is 1, not a list of integers"),
    ("INT8", None, [1], "shape is None, not a list of integers"),
    ("INT8", [2**4, 2**60 + 2], [1], "shape [16, 1152921504606846978] has more than 4294967296 elements"),
    ("INT8", [0, 2**62], [], "shape [0, 4611686018427387904] has more than 4294967296 elements"),
    ("INT8", [2**31, 0], [], "shape [2147483648, 0] makes 2147483649 lists, at most 4194304 are possible"),
    ("INT8", [1] * 33, [1], "shape has 33 dimensions, at most 32 are possible"),
    ("INT128", [1], [1], ("datatype is 'INT128', not one of BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, "
                         "UINT64, FP16, BF16, FP32, FP64, BYTES")),
]  # fmt: skip


@pytest.mark.parametrize(("datatype", "shape", "data", "message"), REFUSED_DATA)
def test_data_that_is_refused(mode, datatype, shape, data, message):
    with pytest.raises(WorkerError) as caught:
        decode(tensor(datatype, shape, data))
    assert caught.value.code == "REQUEST_BODY_INVALID"
    assert caught.value.message == f"Input 'x': {message}"


@pytest.mark.parametrize(
    ("described", "buffer", "message"),
    [
        (("INT32", [2]), b"1234", "it has 4 bytes of data, INT32 of shape [2] needs 8"),
        (("BOOL", [2, 2]), b"\0\1\2\1", "data[1][0]: byte 0x02 is not 0 or 1 (BOOL)"),
        (("BYTES", [1]), b"\5\0\0\0abc", "element 0 of BYTES ends at byte 9, the data at byte 7"),
        (("BYTES", [1]), b"\5\0", "element 0 of BYTES ends at byte 4, the data at byte 2"),
        (("BYTES", [2]), byte_strings(b"a"), "its 5 bytes are not 2 elements of BYTES: 0 are left after 1"),
        (("BYTES", [1]), byte_strings(b"a", b""), "its 9 bytes are not 1 elements of BYTES: 4 are left after 1"),
        (("BYTES", [1]), b"\xff\xff\xff\xff", "element 0 of BYTES ends at byte 4294967299, the data at byte 4"),
    ],
)  # fmt: skip
def test_bytes_that_are_refused(mode, described, buffer, message):
    with pytest.raises(WorkerError) as caught:
        decode(tensor(*described, binary_data_size=len(buffer)), buffers=(buffer,))
    assert caught.value.code == "REQUEST_BODY_INVALID"
    assert caught.value.message == f"Input 'x': {message}"


def test_text_that_is_no_utf8_is_refused(mode):
    packed = byte_strings(b"a", b"b\xff")
    with pytest.raises(WorkerError, match=r"Input 'x': data\[1\]: byte 0xff at position 1 is not UTF-8"):
        decode(tensor("BYTES", [2], binary_data_size=len(packed), content_type="str"), buffers=(packed,))


ONE = tensor("INT8", [1], [1])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The body is not valid JSON: Expecting value at line 1, column 1 (position 0)"),
        ([], "The body is [], not an object"),
        ({}, "inputs is missing"),
        ({"inputs": {}}, "inputs is {}, not a list"),
        ({"inputs": [1]}, "inputs[0] is 1, not an object"),
        ({"inputs": [ONE] * 5000}, "inputs has 5000 tensors, at most 4096 are possible"),
        ({"inputs": [ONE, ONE]}, "inputs[1]: the name 'x' stands twice"),
        ({"inputs": [{**ONE, "name": ""}]}, "inputs[0]: name is '', not a string of 1 to 1024 characters"),
        ({"inputs": [{**ONE, "name": "x" * 2000}]},
         f"inputs[0]: name is '{'x' * 59}…, not a string of 1 to 1024 characters"),
        ({"inputs": [{**ONE, "name": 1}]}, "inputs[0]: name is 1, not a string of 1 to 1024 characters"),
        ({"inputs": [{**ONE, "datatype": ["INT8"]}]}, None),
        ({"inputs": [{**ONE, "parameters": 1}]}, "Input 'x': parameters is 1, not an object"),
        ({"inputs": [tensor("INT8", [1])]}, "Input 'x': it has neither data nor the parameter binary_data_size"),
        ({"inputs": [tensor("INT8", [1], [1], binary_data_size=1)]},
         "Input 'x': it has both data and the parameter binary_data_size"),
        ({"inputs": [tensor("INT8", [1], binary_data_size=-1)]},
         "Input 'x': binary_data_size is -1, not an integer of at least 0"),
        ({"inputs": [tensor("INT8", [1], binary_data_size=True)]},
         "Input 'x': binary_data_size is True, not an integer of at least 0"),
        ({"inputs": [tensor("INT8", [1], binary_data_size=1)]},
         "0 bytes follow the JSON of the body, the binary_data_size of its inputs add up to 1"),
        ({"inputs": [tensor("INT8", [1], [1], shared_memory_region="r")]}, "Input 'x': shared memory is not supported"),
        ({"inputs": [ONE], "id": 5}, "id is 5, not a string of at most 1024 characters"),
        ({"inputs": [ONE], "parameters": []}, "parameters is [], not an object"),
        ({"inputs": [ONE], "parameters": {"binary_data_output": 1}},
         "the parameter binary_data_output is 1, not true or false"),
        ({"inputs": [ONE], "outputs": {}}, "outputs is {}, not a list"),
        ({"inputs": [ONE], "outputs": [{"name": "a"}, {"name": "a"}]}, "outputs[1]: the name 'a' stands twice"),
        ({"inputs": [ONE], "outputs": [{"name": "a", "parameters": {"binary_data": "yes"}}]},
         "Output 'a': the parameter binary_data is 'yes', not true or false"),
        ({"inputs": [ONE], "outputs": [{"name": "a", "parameters": {"classification": 2}}]},
         "Output 'a': the parameter classification is not supported"),
    ],
)  # fmt: skip
def test_bodies_that_are_refused(body, message):
    with pytest.raises(WorkerError) as caught:
        body_of(frame(body), context())
    assert caught.value.code == "REQUEST_BODY_INVALID"
    assert message is None or caught.value.message == message


@pytest.mark.parametrize(("offset", "message"), [
    (1000, "its JSON alone should have 1000"),
    (10, "not valid JSON"),
])  # fmt: skip
def test_a_json_length_that_is_wrong_is_refused(offset, message):
    request = frame({"inputs": [ONE]}, binary=True)
    with pytest.raises(WorkerError, match=message):
        body_of(request._replace(header={"binaryOffset": offset}), context())


def test_bytes_that_nobody_announced_are_refused():
    with pytest.raises(
        WorkerError, match="3 bytes follow the JSON of the body, the binary_data_size of its inputs add"
    ):
        body_of(frame({"inputs": [ONE]}, b"abc"), context())


def test_many_lists_are_refused_where_there_is_no_numpy(mode):
    shape = [2**22, 1]
    sent = tensor("INT8", shape, binary_data_size=2**22)
    if mode == "numpy":
        assert decode(sent, buffers=(bytes(2**22),))["x"].shape == tuple(shape)
        return
    with pytest.raises(WorkerError, match="makes 4194305 lists, at most 4194304 are possible"):
        decode(sent, buffers=(bytes(2**22),))


def test_integers_of_json_keep_all_digits(mode):
    text = b'{"inputs":[{"name":"x","datatype":"UINT64","shape":[2],"data":[18446744073709551615,9007199254740993]}]}'
    assert plain(body_of(frame(text), context())["x"]) == [18446744073709551615, 9007199254740993]
    assert json.loads(text)["inputs"][0]["data"][0] == 2**64 - 1
