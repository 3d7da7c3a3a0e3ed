"""What a user writes by hand: one endpoint, the body as a dict."""

from typing import Any

import models
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

model = models.load()
app = FastAPI()


@app.post("/v1/models/model:predict")
async def predict(body: dict[str, Any]) -> dict[str, Any]:
    return model.one(body["inputs"])


@app.post("/raw")
async def predict_raw(request: Request) -> dict[str, Any]:
    """The array's bytes as the body."""
    import numpy as np

    return model.one(np.frombuffer(await request.body(), dtype=np.float32))


@app.post("/stream")
async def stream(body: dict[str, Any]) -> StreamingResponse:
    async def items():
        for number in range(body["inputs"]):
            yield f"item {number}\n"

    return StreamingResponse(items(), media_type="text/plain")
