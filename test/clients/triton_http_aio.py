"""Everything that tritonclient.http.aio asks of a server, asserted: `python triton_http_aio.py HOST:PORT`.

The server has the models that test/clients/triton.test.ts describes: `echo`, `failing` and `counting`.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import numpy as np
import tritonclient.http.aio as triton
from tritonclient.utils import InferenceServerException


def tensor(array: np.ndarray, datatype: str, *, binary: bool = True) -> Any:
    made = triton.InferInput("x", list(array.shape), datatype)
    made.set_data_from_numpy(array, binary_data=binary)
    return made


async def check_descriptions(client: Any) -> None:
    assert await client.is_server_live() is True
    assert await client.is_server_ready() is True
    assert await client.is_model_ready("echo", "1") is True
    assert (await client.get_server_metadata())["name"] == "truss"
    assert (await client.get_model_metadata("echo"))["versions"] == ["1"]
    assert (await client.get_model_config("counting"))["input"][0]["data_type"] == "TYPE_INT64"
    assert [model["name"] for model in await client.get_model_repository_index()] == [
        "echo",
        "failing",
        "counting",
    ]


async def check_many_at_once(client: Any) -> None:
    arrays = [np.full((3, 4), number, dtype=np.int64) for number in range(64)]
    answers = await asyncio.gather(
        *(client.infer("echo", [tensor(array, "INT64", binary=index % 2 == 0)]) for index, array in enumerate(arrays))
    )
    for array, answer in zip(arrays, answers):
        assert np.array_equal(answer.as_numpy("x"), array)


async def check_compression(client: Any) -> None:
    zeros = np.zeros((256, 256), dtype=np.float32)
    for algorithm in ("gzip", "deflate"):
        options = {
            "request_compression_algorithm": algorithm,
            "response_compression_algorithm": algorithm,
        }
        answer = await client.infer("echo", [tensor(zeros, "FP32")], **options)
        assert np.array_equal(answer.as_numpy("x"), zeros), algorithm


async def check_statistics(client: Any) -> None:
    statistics = (await client.get_inference_statistics("echo"))["model_stats"][0]
    assert statistics["inference_count"] > 0, statistics


async def check_refusals(client: Any) -> None:
    for model, version, status in (
        ("nobody", "", "404"),
        ("echo", "7", "404"),
        ("failing", "", "500"),
    ):
        try:
            await client.infer(model, [tensor(np.array([True]), "BOOL")], model_version=version)
        except InferenceServerException as error:
            assert error.status() == status, error
        else:
            raise AssertionError(f"{model} {version} was not refused")


async def main() -> None:
    async with triton.InferenceServerClient(sys.argv[1]) as client:
        for check in (
            check_descriptions,
            check_many_at_once,
            check_compression,
            check_statistics,
            check_refusals,
        ):
            await check(client)


asyncio.run(main())
