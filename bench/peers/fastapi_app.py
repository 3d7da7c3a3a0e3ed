"""What a user would write by hand: one endpoint, the body as a dict, the same answer as `bench/noop`."""

from typing import Any

from fastapi import FastAPI

app = FastAPI()


@app.post("/v1/models/model:predict")
async def predict(body: dict[str, Any]) -> dict[str, list[int]]:
    """Answer as `bench/noop/model/model.py` does."""
    body["inputs"]
    return {"predictions": [1]}
