"""Everything that tritonclient.grpc.aio asks of a server, asserted: `python triton_grpc_aio.py HOST:PORT`.

The server has the models that test/clients/triton.test.ts describes: `echo`, `failing` and `counting`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import tritonclient.grpc.aio as triton
from tritonclient.utils import InferenceServerException


def tensor(array: np.ndarray, datatype: str) -> Any:
    made = triton.InferInput("x", list(array.shape), datatype)
    made.set_data_from_numpy(array)
    return made


async def check_descriptions(client: Any) -> None:
    assert await client.is_server_live() is True
    assert await client.is_server_ready() is True
    assert await client.is_model_ready("echo", "1") is True
    assert (await client.get_server_metadata()).name == "truss"
    assert list((await client.get_model_metadata("echo")).versions) == ["1"]
    assert (await client.get_model_config("counting")).config.max_batch_size == 0
    statistics = await client.get_inference_statistics("echo")
    assert statistics.model_stats[0].version == "1"


async def check_many_at_once(client: Any) -> None:
    arrays = [np.full((3, 4), number, dtype=np.int64) for number in range(64)]
    answers = await asyncio.gather(*(client.infer("echo", [tensor(array, "INT64")]) for array in arrays))
    for array, answer in zip(arrays, answers):
        assert np.array_equal(answer.as_numpy("x"), array)


async def check_refusals(client: Any) -> None:
    for name, code in (("nobody", "NOT_FOUND"), ("failing", "INTERNAL")):
        try:
            await client.infer(name, [tensor(np.zeros(2), "FP64")])
        except InferenceServerException as error:
            assert error.status() == f"StatusCode.{code}", error
        else:
            raise AssertionError(f"{name} answered")


async def check_stream(client: Any) -> None:
    async def requests() -> AsyncIterator[dict[str, Any]]:
        for number in range(5):
            inputs = [tensor(np.array([number] * number, dtype=np.int64), "INT64")]
            yield {
                "model_name": "counting",
                "inputs": inputs,
                "request_id": str(number),
            }

    items: dict[str, int] = {}
    async for result, error in client.stream_infer(requests()):
        assert error is None, error
        response = result.get_response()
        assert not response.parameters["triton_final_response"].bool_param
        items[response.id] = items.get(response.id, 0) + 1
    assert items == {"1": 1, "2": 2, "3": 3, "4": 4}, items


async def main() -> None:
    async with triton.InferenceServerClient(sys.argv[1]) as client:
        await check_descriptions(client)
        await check_many_at_once(client)
        await check_refusals(client)
        await check_stream(client)


asyncio.run(main())
