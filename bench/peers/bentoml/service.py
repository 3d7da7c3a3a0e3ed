"""With its batching: up to 64 requests, and the wait that it adapts itself. Such an API answers a list of rows."""

import bentoml
import models
import numpy as np


@bentoml.service
class Service:
    def __init__(self):
        self.model = models.load()

    @bentoml.api(route="/v1/models/model:predict", batchable=True, max_batch_size=64)
    def predict(self, inputs: np.ndarray) -> list[dict]:
        columns = {
            name: value.tolist() for name, value in self.model.array(inputs).items()
        }
        return [dict(zip(columns, row)) for row in zip(*columns.values())]
