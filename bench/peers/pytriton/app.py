"""With its batching: up to 64 requests, and no wait for them."""

import os

import models
import numpy as np
from pytriton.decorators import batch
from pytriton.model_config import DynamicBatcher, ModelConfig, Tensor
from pytriton.triton import Triton, TritonConfig

name, port = os.environ["MODEL"], int(os.environ["PORT"])
model = models.load()
outputs = [
    Tensor(
        name="predictions",
        dtype=np.float32 if name == "tensor" else np.int64,
        shape=(1,),
    )
]
if name == "forest":
    outputs.append(Tensor(name="probabilities", dtype=np.float64, shape=(3,)))


@batch
def infer(inputs):
    return {
        output: value.reshape(len(inputs), -1)
        for output, value in model.array(inputs).items()
    }


grpc_port, metrics_port = int(os.environ["GRPC_PORT"]), int(os.environ["METRICS_PORT"])
places = {"http_address": "127.0.0.1", "grpc_address": "127.0.0.1"}
config = TritonConfig(
    http_port=port, grpc_port=grpc_port, metrics_port=metrics_port, **places
)
with Triton(config=config) as triton:
    triton.bind(
        model_name="model",
        infer_func=infer,
        inputs=[Tensor(name="inputs", dtype=np.float32, shape=models.WIDTHS[name])],
        outputs=outputs,
        config=ModelConfig(
            max_batch_size=64, batcher=DynamicBatcher(max_queue_delay_microseconds=0)
        ),
    )
    triton.serve()
