"""Makes up rows for a pipeline."""

from __future__ import annotations

import base64
import io
import math
from typing import Any

from truss.frameworks.transformers.tasks import Kind, Task

_SIDE = 32
_SECONDS = 0.2


def sample_of_task(pipeline: Any, task: Task) -> list[Any] | None:
    """Makes up two rows, as a request has them; None where one of their values cannot be made."""
    rows = []
    for number in range(2):
        row = {name: _made_up(kind, number, pipeline) for name, kind in task.fields.items()}
        if any(value is None for value in row.values()):
            return None
        rows.append(next(iter(row.values())) if task.is_one_call else row)
    return rows


def _made_up(kind: Kind, number: int, pipeline: Any) -> Any:
    if kind in ("text", "chat", "pair"):
        mask = getattr(getattr(pipeline, "tokenizer", None), "mask_token", None)
        text = ("an example", "another one")[number]
        if pipeline.task == "fill-mask":
            return f"{text} {mask}"
        of_image = getattr(getattr(pipeline, "processor", None), "image_token", None)
        return f"{of_image} {text}" if of_image is not None and "image" in pipeline.task else text
    if kind == "texts":
        return ["one", "another"]
    if kind == "image":
        return picture(number)
    if kind == "images":
        return [picture(number), picture(number + 1)]
    if kind in ("audio", "samples"):
        return sound(number, int(pipeline.feature_extractor.sampling_rate))
    return {"name": ["a", "b"], "number": ["1", "2"]}


def picture(number: int) -> str | None:
    """A small picture as a PNG in base64; None without Pillow."""
    try:
        from PIL import Image
    except ImportError:
        return None
    image = Image.new("RGB", (_SIDE, _SIDE), (40 * number, 80, 120))
    image.paste((200, 100, 0), (_SIDE // 4, _SIDE // 4, _SIDE // 2, _SIDE // 2))
    file = io.BytesIO()
    image.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def sound(number: int, rate: int) -> dict[str, Any]:
    """A short tone as its samples."""
    count = int(rate * _SECONDS)
    tone = [round(math.sin(2 * math.pi * 220 * (number + 1) * at / rate) / 2, 4) for at in range(count)]
    return {"array": tone, "sampling_rate": rate}
