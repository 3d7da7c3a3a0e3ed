"""That Triton's own client writes what the worker reads, and reads what it writes."""

import ml_dtypes
import numpy as np
import pytest
from tritonclient.http import InferenceServerClient, InferInput, InferRequestedOutput

from worker.v2_frames import answer_to, body_of, context, frame

ARRAYS = {
    "BOOL": np.array([[True, False], [False, True]]),
    **{
        f"{sign}INT{bits}": np.array([[np.iinfo(dtype).min], [np.iinfo(dtype).max]], dtype)
        for sign, letter in (("", "i"), ("U", "u"))
        for bits in (8, 16, 32, 64)
        for dtype in (np.dtype(f"{letter}{bits // 8}"),)
    },
    "FP16": np.array([0.5, -65504, np.nan], np.float16),
    "FP32": np.array([[0.1, -3e38, np.nan]], np.float32),
    "FP64": np.array([0.1, 1e308]),
    "BF16": np.array([1.5, -2, 3e38], ml_dtypes.bfloat16),
    "BYTES": np.array([[b"a"], ["é".encode()], [b""]], object),
}


def asked(inputs, outputs=None, **more):
    body, json_bytes = InferenceServerClient.generate_request_body(inputs, outputs, **more)
    if json_bytes is None:
        return frame(body)
    return frame(body[:json_bytes], body[json_bytes:])


def read(answer):
    return InferenceServerClient.parse_response_body(answer.payload, header_length=answer.header.get("binaryOffset"))


def input_of(name, datatype, array, *, is_binary):
    tensor = InferInput(name, list(array.shape), datatype)
    return tensor.set_data_from_numpy(array, binary_data=is_binary)


# JSON does not carry 16-bit floats.
WAYS = [
    (datatype, comes_binary, leaves_binary)
    for datatype in ARRAYS
    for comes_binary in (True, False)
    for leaves_binary in (True, False)
    if datatype not in ("FP16", "BF16") or (comes_binary and leaves_binary)
]


@pytest.mark.parametrize(("datatype", "comes_binary", "leaves_binary"), WAYS)
def test_there_and_back(datatype, comes_binary, leaves_binary):
    array = ARRAYS[datatype]
    if not (comes_binary and leaves_binary) and array.dtype.kind == "f":
        # The client writes NaN as NaN, which its own JSON reader does not take back.
        array = np.nan_to_num(array)
    request = asked(
        [input_of("x", datatype, array, is_binary=comes_binary)], [InferRequestedOutput("y", binary_data=leaves_binary)]
    )
    signature = {"outputs": [{"name": "y", "datatype": datatype, "shape": [-1]}]}
    body = body_of(request, context(signature))
    result = read(answer_to(request, {"y": body["x"]}, context(signature)))
    back = result.as_numpy("y")
    if datatype == "BYTES":
        assert [item if isinstance(item, bytes) else item.encode() for item in back.ravel()] == array.ravel().tolist()
    else:
        assert back.dtype == array.dtype
        assert back.tobytes() == array.tobytes()
    assert back.shape == array.shape


def test_several_inputs_and_all_outputs():
    arrays = {"a": ARRAYS["INT8"], "b": ARRAYS["BYTES"], "c": np.zeros((0, 3), np.float32), "d": ARRAYS["FP64"]}
    datatypes = {"a": "INT8", "b": "BYTES", "c": "FP32", "d": "FP64"}
    tensors = [input_of(name, datatypes[name], array, is_binary=name != "d") for name, array in arrays.items()]
    request = asked(tensors, request_id="r1", parameters={"mine": "x"}, priority=3)
    body = body_of(request, context())
    assert (body.id, body.parameters) == ("r1", {"binary_data_output": True, "priority": 3, "mine": "x"})
    result = read(answer_to(request, dict(body), context()))
    for name, array in arrays.items():
        assert result.as_numpy(name).tolist() == array.tolist()
    described = result.get_response()
    assert (described["id"], described["model_name"], described["model_version"]) == ("r1", "m", "3")
    assert result.get_output("a")["parameters"] == {"binary_data_size": 2}
