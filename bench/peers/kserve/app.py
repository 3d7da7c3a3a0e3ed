"""One model with its V1 (a dict) and its V2 (an InferRequest), over HTTP and gRPC."""

import os

import models
import numpy as np
from kserve import InferOutput, InferRequest, InferResponse, Model, ModelServer
from kserve.utils.numpy_codec import from_np_dtype


class Peer(Model):
    def __init__(self):
        super().__init__("model")
        self.model = models.load()
        self.ready = True

    def predict(self, payload, headers=None):
        if not isinstance(payload, InferRequest):
            return self.model.one(payload["inputs"])
        outputs = []
        for name, value in self.model.array(payload.inputs[0].as_numpy()).items():
            array = np.asarray(value)
            output = InferOutput(
                name=name, shape=list(array.shape), datatype=from_np_dtype(array.dtype)
            )
            output.set_data_from_numpy(array, binary_data=False)
            outputs.append(output)
        # It answers 500 where a request has no id and the model passes that on.
        return InferResponse(
            response_id=payload.id or "0", model_name=self.name, infer_outputs=outputs
        )


ModelServer(
    http_port=int(os.environ["PORT"]), grpc_port=int(os.environ["GRPC_PORT"])
).start([Peer()])
