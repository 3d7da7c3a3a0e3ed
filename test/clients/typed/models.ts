// The models that the typed clients ask.

/** One file a model: name → model.py. */
export const MODELS: Readonly<Record<string, string>> = {
  shop: `
from __future__ import annotations
from dataclasses import dataclass, field
from typing import Annotated, Literal, Optional
from annotated_types import Ge

@dataclass
class Line:
    item: str
    count: Annotated[int, Ge(1)] = 1

@dataclass
class Order:
    customer: str
    lines: list[Line]
    speed: Literal["slow", "fast"] = "slow"

@dataclass
class Price:
    total: float
    pieces: int
    note: Optional[str] = None

class Model:
    def predict(self, order: Order) -> Price:
        """Says what an order costs."""
        if order.customer == "nobody":
            raise ValueError("there is no such customer")
        pieces = sum(line.count for line in order.lines)
        return Price(total=1.5 * pieces, pieces=pieces)
`,
  iris: `
class Model:
    def predict(self, request):
        rows = request["inputs"]
        return {"predictions": ["setosa" for _ in rows], "probabilities": [[0.9, 0.1] for _ in rows]}
`,
  writer: `
from collections.abc import Iterator
from typing import TypedDict

class Ask(TypedDict):
    prompt: str
    words: int

class Model:
    def predict(self, ask: Ask) -> Iterator[str]:
        for index in range(ask["words"]):
            yield f"{ask['prompt']}{index}\\n"
        if ask["prompt"] == "break":
            raise ValueError("no more words")
`,
  counter: `
import time
from collections.abc import Iterator
from dataclasses import dataclass

@dataclass
class Ask:
    upto: int
    seconds: float = 0.0

@dataclass
class Step:
    number: int
    text: str

class Model:
    def predict(self, ask: Ask) -> Iterator[Step]:
        for number in range(ask.upto):
            yield Step(number, str(number))
            time.sleep(ask.seconds)
`,
  chat: `
class Model:
    def chat_completions(self, request):
        words = ["Hello", " ", "you"]
        if request.get("stream"):
            return ({"choices": [{"index": 0, "delta": {"content": word}}]} for word in words)
        message = {"role": "assistant", "content": "".join(words)}
        return {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
`,
  pictures: `
class Model:
    def predict(self, picture: bytes) -> bytes:
        answer = bytearray(reversed(bytes(picture)))
        class Picture(bytearray):
            content_type = "image/png"
        return Picture(answer)
`,
  forms: `
class Model:
    def predict(self, form):
        page = form["page"]
        return {"bytes": len(bytes(page)), "type": page.content_type, "language": form["language"]}
`,
  slow: `
import time

class Model:
    def predict(self, request: dict) -> dict:
        time.sleep(request["seconds"])
        return {"slept": request["seconds"]}
`,
};
