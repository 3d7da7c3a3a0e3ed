"""A runtime in the server's own process, with its batching: up to 64 requests, or 0.5 ms, since it must wait."""

import models
import numpy as np
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceResponse


class Runtime(MLModel):
    async def load(self):
        self.model = models.load()
        return True

    async def predict(self, payload):
        array = NumpyCodec.decode_input(payload.inputs[0])
        outputs = [
            NumpyCodec.encode_output(name, np.asarray(value))
            for name, value in self.model.array(array).items()
        ]
        return InferenceResponse(model_name=self.name, outputs=outputs)
