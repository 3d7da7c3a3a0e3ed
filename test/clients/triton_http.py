"""Everything that tritonclient.http asks of a server, asserted: `python triton_http.py HOST:PORT`.

The server has the models that test/clients/triton.test.ts describes: `echo`, `failing` and `counting`.
"""

from __future__ import annotations

import sys
from http.client import HTTPConnection
from typing import Any

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

WHOLE = np.array([2**63 - 1, -(2**63), 2**53 + 1], dtype=np.int64)
FLOATS = np.array([[1.5, float("nan")], [float("inf"), -0.0]], dtype=np.float32)
HALVES = np.array([[1.5, 65504.0]], dtype=np.float16)
TEXTS = np.array([[b"iris", "größer".encode()], [b"\x00\xff", b""]], dtype=np.object_)
FLAGS = np.array([True, False])


def ask(
    client: Any,
    array: np.ndarray,
    datatype: str,
    *,
    binary: bool = True,
    outputs: Any = None,
    **options: Any,
) -> Any:
    """The answer of `echo` to one input."""
    tensor = triton.InferInput("x", list(array.shape), datatype)
    tensor.set_data_from_numpy(array, binary_data=binary)
    return client.infer("echo", [tensor], outputs=outputs, **options)


def check_server(client: Any) -> None:
    assert client.is_server_live() is True
    assert client.is_server_ready() is True
    metadata = client.get_server_metadata()
    assert metadata["name"] == "truss", metadata
    assert "binary_tensor_data" in metadata["extensions"], metadata
    index = client.get_model_repository_index()
    assert [(model["name"], model["state"]) for model in index] == [
        ("echo", "READY"),
        ("failing", "READY"),
        ("counting", "READY"),
    ], index


def check_models(client: Any) -> None:
    for version in ("", "1"):
        assert client.is_model_ready("echo", version) is True
        metadata = client.get_model_metadata("echo", version)
        assert metadata == {
            "name": "echo",
            "versions": ["1"],
            "platform": "truss",
            "inputs": [],
            "outputs": [],
        }, metadata
        declared = client.get_model_metadata("counting", version)
        assert declared["inputs"] == [{"name": "x", "datatype": "INT64", "shape": [-1]}], declared
    config = client.get_model_config("counting")
    assert config["max_batch_size"] == 0, config
    assert config["input"] == [{"name": "x", "data_type": "TYPE_INT64", "dims": [-1]}], config
    assert config["output"] == [{"name": "text", "data_type": "TYPE_STRING", "dims": [-1]}], config


def check_both_ways(client: Any) -> None:
    """Each datatype that has a JSON form: sent and answered in JSON and as raw bytes."""
    for array, datatype in ((WHOLE, "INT64"), (FLAGS, "BOOL")):
        for sent_raw in (True, False):
            for wanted_raw in (True, False):
                wanted = [triton.InferRequestedOutput("x", binary_data=wanted_raw)]
                result = ask(client, array, datatype, binary=sent_raw, outputs=wanted)
                assert np.array_equal(result.as_numpy("x"), array), (
                    datatype,
                    sent_raw,
                    wanted_raw,
                )
                assert ("data" in result.get_output("x")) is not wanted_raw


def check_raw_only(client: Any) -> None:
    """What JSON cannot say comes whole as raw bytes: halves, NaN and infinities, bytes that are no text."""
    assert np.array_equal(ask(client, HALVES, "FP16").as_numpy("x"), HALVES)
    assert ask(client, FLOATS, "FP32").as_numpy("x").tobytes() == FLOATS.tobytes()
    assert ask(client, TEXTS, "BYTES").as_numpy("x").tolist() == TEXTS.tolist()


def check_json_texts(client: Any) -> None:
    texts = np.array(["iris", "größer"], dtype=np.object_)
    wanted = [triton.InferRequestedOutput("x", binary_data=False)]
    result = ask(client, texts, "BYTES", binary=False, outputs=wanted)
    assert result.get_output("x")["data"] == ["iris", "größer"], result.get_response()


def check_raw_request(_client: Any) -> None:
    """A body that is the tensor alone, of which the signature says what it is."""
    connection = HTTPConnection(sys.argv[1])
    headers = {
        "Content-Type": "application/octet-stream",
        "Inference-Header-Content-Length": "0",
    }
    connection.request(
        "POST",
        "/v2/models/counting/infer",
        np.array([7, 8], dtype=np.int64).tobytes(),
        headers,
    )
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, body
    json_bytes = int(answer.headers["Inference-Header-Content-Length"])
    assert b'"model_name":"counting"' in body[:json_bytes], body
    assert body[json_bytes:] == b"\x02\x00\x00\x0078", body
    connection.close()


def check_compression(client: Any) -> None:
    zeros = np.zeros((512, 512), dtype=np.float32)
    for request in (None, "gzip", "deflate"):
        for response in (None, "gzip", "deflate"):
            for binary in (True, False):
                result = ask(
                    client,
                    zeros,
                    "FP32",
                    binary=binary,
                    request_compression_algorithm=request,
                    response_compression_algorithm=response,
                )
                assert np.array_equal(result.as_numpy("x"), zeros), (
                    request,
                    response,
                    binary,
                )


def check_ids(client: Any) -> None:
    assert ask(client, FLAGS, "BOOL", request_id="mine").get_response()["id"] == "mine"
    answer = ask(client, FLAGS, "BOOL").get_response()
    assert answer["id"], answer
    assert (answer["model_name"], answer["model_version"]) == ("echo", "1"), answer


def check_stream_joined(client: Any) -> None:
    tensor = triton.InferInput("x", [2], "INT64")
    tensor.set_data_from_numpy(np.array([1, 2], dtype=np.int64))
    texts = client.infer("counting", [tensor]).as_numpy("text")
    assert texts.tolist() == [b"12"], texts


def check_statistics(client: Any) -> None:
    before = client.get_inference_statistics("echo")["model_stats"][0]
    ask(client, FLAGS, "BOOL")
    after = client.get_inference_statistics("echo", "1")["model_stats"][0]
    assert after["inference_count"] == before["inference_count"] + 1, after
    stats = after["inference_stats"]
    assert stats["success"]["count"] == after["inference_count"], stats
    assert 0 < stats["compute_infer"]["ns"] < stats["success"]["ns"], stats
    everything = client.get_inference_statistics()["model_stats"]
    assert [model["name"] for model in everything] == ["echo", "failing", "counting"], everything


def refusal(status: str, action: Any, *args: Any, **options: Any) -> str:
    """The message with which a call is refused."""
    try:
        action(*args, **options)
    except InferenceServerException as error:
        assert error.status() == status, (error.status(), error.message())
        return str(error.message())
    raise AssertionError(f"{action} was not refused")


def check_refusals(client: Any) -> None:
    tensor = triton.InferInput("x", [1], "BOOL")
    tensor.set_data_from_numpy(np.array([True]))
    assert (
        refusal("404", client.infer, "nobody", [tensor])
        == "Model with name nobody does not exist; this server has echo, failing, counting"
    )
    assert refusal("404", client.infer, "echo", [tensor], model_version="2") == "Model echo has no version 2, only 1"
    assert (
        refusal("404", client.get_model_metadata, "nobody")
        == "Model with name nobody does not exist; this server has echo, failing, counting"
    )
    assert "has no version 9" in refusal("404", client.get_model_config, "echo", "9")
    assert refusal("500", client.infer, "failing", [tensor]) == "The model raised ValueError"
    failed = client.get_inference_statistics("failing")["model_stats"][0]["inference_stats"]["fail"]
    assert failed["count"] > 0, failed
    assert failed["ns"] > 0, failed
    short = triton.InferInput("x", [3], "INT64")
    short._raw_data = b"\x00" * 5
    short._parameters = {"binary_data_size": 5}
    assert "x" in refusal("400", client.infer, "echo", [short])


CHECKS = (
    check_server,
    check_models,
    check_both_ways,
    check_raw_only,
    check_json_texts,
    check_raw_request,
    check_compression,
    check_ids,
    check_stream_joined,
    check_statistics,
    check_refusals,
)

if __name__ == "__main__":
    with triton.InferenceServerClient(sys.argv[1]) as connected:
        for check in CHECKS:
            check(connected)
