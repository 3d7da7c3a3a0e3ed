"""With its batching: up to 64 requests, and no wait for them."""

import os

import litserve as ls
import models


class Api(ls.LitAPI):
    def setup(self, device):
        self.model = models.load()

    def decode_request(self, request):
        return request["inputs"]

    def batch(self, inputs):
        return inputs

    def predict(self, inputs):
        return self.model.many(inputs)

    def unbatch(self, output):
        return output

    def encode_response(self, output):
        return output


if __name__ == "__main__":
    api = Api(max_batch_size=64, batch_timeout=0)
    server = ls.LitServer(api, accelerator="cpu", workers_per_device=1)
    server.run(
        host="127.0.0.1", port=int(os.environ["PORT"]), generate_client_file=False
    )
