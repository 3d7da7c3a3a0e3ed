"""Everything that tritonclient.grpc asks of a server, asserted: `python triton_grpc.py HOST:PORT`.

The server has the models that test/clients/triton.test.ts describes: `echo`, `failing` and `counting`.
"""

from __future__ import annotations

import queue
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import tritonclient.grpc as triton
from tritonclient.utils import InferenceServerException

ARRAYS = {
    "INT64": np.array([2**63 - 1, -(2**63), 2**53 + 1], dtype=np.int64),
    "UINT64": np.array([2**64 - 1], dtype=np.uint64),
    "INT8": np.array([[-128], [127]], dtype=np.int8),
    "FP32": np.array([[1.5, float("nan")], [float("inf"), -0.0]], dtype=np.float32),
    "FP16": np.array([[1.5, 65504.0]], dtype=np.float16),
    "FP64": np.zeros((0, 3)),
    "BYTES": np.array([[b"iris", "größer".encode()], [b"\x00\xff", b""]], dtype=np.object_),
    "BOOL": np.array([True, False]),
}


def tensor(array: np.ndarray, datatype: str) -> Any:
    made = triton.InferInput("x", list(array.shape), datatype)
    made.set_data_from_numpy(array)
    return made


def refusal(call: Callable[[], Any]) -> InferenceServerException:
    try:
        call()
    except InferenceServerException as error:
        return error
    raise AssertionError("it was not refused")


def check_descriptions(client: Any) -> None:
    assert client.is_server_live() is True
    assert client.is_server_ready() is True
    assert client.is_model_ready("echo", "1") is True
    assert client.get_server_metadata().name == "truss"
    metadata = client.get_model_metadata("counting")
    assert (metadata.inputs[0].name, metadata.inputs[0].datatype) == ("x", "INT64")
    assert list(metadata.inputs[0].shape) == [-1], metadata
    config = client.get_model_config("counting", as_json=True)["config"]
    assert config["input"][0] == {
        "name": "x",
        "data_type": "TYPE_INT64",
        "dims": ["-1"],
    }
    assert config["model_transaction_policy"] == {"decoupled": True}, config
    index = client.get_model_repository_index().models
    assert [model.name for model in index] == ["echo", "failing", "counting"]
    assert {model.state for model in index} == {"READY"}


def check_tensors(client: Any) -> None:
    for datatype, array in ARRAYS.items():
        answer = client.infer("echo", [tensor(array, datatype)], request_id=datatype)
        assert answer.get_response().id == datatype
        assert answer.get_output("x").datatype == datatype
        back = answer.as_numpy("x")
        assert back.shape == array.shape, (datatype, back.shape)
        assert np.array_equal(back, array, equal_nan=datatype == "FP32"), datatype
    large = np.arange(4_000_000, dtype=np.float32).reshape(1000, 4000)
    answer = client.infer("echo", [tensor(large, "FP32")], compression_algorithm="gzip")
    assert np.array_equal(answer.as_numpy("x"), large)
    assert client.infer("echo", [tensor(large, "FP32")]).get_response().id != ""


def check_options(client: Any) -> None:
    inputs = [tensor(ARRAYS["BOOL"], "BOOL")]
    wanted = [triton.InferRequestedOutput("x")]
    options = {"timeout": 5_000_000, "client_timeout": 5, "parameters": {"a": 1}}
    answer = client.infer("echo", inputs, outputs=wanted, **options)
    assert answer.as_numpy("x").tolist() == [True, False]
    answers: queue.Queue = queue.Queue()
    for _ in range(20):
        client.async_infer("echo", inputs, lambda result, error: answers.put((result, error)))
    for _ in range(20):
        result, error = answers.get(timeout=30)
        assert error is None, error
        assert result.as_numpy("x").tolist() == [True, False]


def check_refusals(client: Any) -> None:
    inputs = [tensor(ARRAYS["INT64"], "INT64")]
    floats = [tensor(ARRAYS["FP32"], "FP32")]
    for call, code, words in (
        (lambda: client.infer("nobody", inputs), "NOT_FOUND", "does not exist"),
        (lambda: client.infer("echo", inputs, "9"), "NOT_FOUND", "has no version"),
        (lambda: client.get_model_metadata("nobody"), "NOT_FOUND", "does not exist"),
        (lambda: client.infer("failing", inputs), "INTERNAL", "ValueError"),
        (lambda: client.infer("counting", inputs), "UNIMPLEMENTED", "ModelStreamInfer"),
        (lambda: client.infer("counting", []), "INVALID_ARGUMENT", "Input 'x' (INT64 [-1]) is missing"),
        (lambda: client.infer("counting", floats), "INVALID_ARGUMENT", "Input 'x' is of FP32, the model takes INT64"),
        (lambda: client.load_model("echo"), "UNIMPLEMENTED", ""),
    ):
        error = refusal(call)
        assert error.status() == f"StatusCode.{code}", error
        assert words in error.message(), error
        assert "Traceback" not in error.message()


def check_statistics(client: Any) -> None:
    counted = client.get_inference_statistics("echo").model_stats[0]
    before = counted.inference_stats.success.count
    client.infer("echo", [tensor(ARRAYS["BOOL"], "BOOL")])
    counted = client.get_inference_statistics("echo").model_stats[0]
    assert counted.inference_stats.success.count == before + 1
    assert counted.inference_stats.success.ns > 0
    assert counted.last_inference > 1_700_000_000_000
    everything = client.get_inference_statistics().model_stats
    assert [each.name for each in everything] == ["echo", "failing", "counting"]


def check_stream(client: Any) -> None:
    answers: queue.Queue = queue.Queue()
    client.start_stream(lambda result, error: answers.put((result, error)))
    numbers = [tensor(np.array([7, 8], dtype=np.int64), "INT64")]

    def next_answer() -> tuple[Any, Any]:
        return answers.get(timeout=30)

    def is_final(result: Any) -> bool:
        return result.get_response().parameters["triton_final_response"].bool_param

    client.async_stream_infer("counting", numbers, request_id="c", enable_empty_final_response=True)
    for text in (b"7", b"8"):
        result, error = next_answer()
        assert error is None, error
        assert result.get_response().id == "c"
        assert not is_final(result)
        assert result.as_numpy(result.get_response().outputs[0].name).tolist() == [text]
    result, error = next_answer()
    assert is_final(result)
    assert not result.get_response().outputs
    client.async_stream_infer("failing", numbers, request_id="f")
    result, error = next_answer()
    assert result is None
    assert "ValueError" in error.message(), error
    client.async_stream_infer("echo", numbers, request_id="e")
    result, error = next_answer()
    assert error is None, error
    assert is_final(result)
    assert result.as_numpy("x").tolist() == [7, 8]
    client.stop_stream()


def main() -> None:
    with triton.InferenceServerClient(sys.argv[1]) as client:
        check_descriptions(client)
        check_tensors(client)
        check_options(client)
        check_refusals(client)
        check_statistics(client)
        check_stream(client)


main()
