// The trusses of a soak.

const CONFIG = `runtime:
  num_workers: 2
  predict_concurrency: CONCURRENCY
  max_body: 64Mi
`;

const PREDICT = `
    def predict(self, request):
        time.sleep(float(first(request.get("sleep", 0))))
        if request.get("fail"):
            raise ValueError("as it was asked to")
        if "items" in request:
            return self.items(int(first(request["items"])), "x" in request)
        if "x" in request:
            return {"y": [value + 1 for value in request["x"]]}
        return {"predictions": [sum(row) for row in request["inputs"]]}

    def items(self, count, is_v2):
        for number in range(count):
            yield {"y": [number]} if is_v2 else {"item": number}
`;

const PLAIN = `
import time


def first(value):
    return value[0] if hasattr(value, "__len__") else value


class Model:${PREDICT}`;

const CHATS = `${PLAIN}
    async def chat_completions(self, request):
        words = request["messages"][-1]["content"].split()
        if request.get("stream"):
            return self.deltas(words)
        message = {"role": "assistant", "content": " ".join(reversed(words))}
        return {"object": "chat.completion", "choices": [{"index": 0, "message": message}]}

    async def deltas(self, words):
        for word in reversed(words):
            yield {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": word}}]}
`;

const TALKS = `
class Model:
    async def websocket(self, ws):
        async for text in ws.iter_text():
            await ws.send_text(text.upper())
`;

const MERGING = `  batching:
    max_batch_size: 2000
signature:
  inputs:
    - {name: inputs, datatype: INT64, shape: [-1, 2]}
  outputs:
    - {name: predictions, datatype: INT64, shape: [-1]}
`;

/** Answers in memory that its next answer overwrites, as sparing models do. */
const ROWS = `
import time


class Model:
    def load(self):
        self.memory = []

    def predict(self, request):
        time.sleep(0.003 + request.get("sleep", 0))
        if request.get("fail"):
            raise ValueError("as it was asked to")
        if "items" in request:
            return ({"item": number} for number in range(request["items"]))
        self.memory[:] = [sum(row) for row in request["inputs"]]
        return {"predictions": self.memory}
`;

/** What is served: predict in one thread; in several, beside methods of OpenAI's; WebSockets; requests that are merged. */
export type SoakedModel = 'plain' | 'chats' | 'talks' | 'rows';

/** The files of each. */
export const TRUSSES: Readonly<Record<SoakedModel, Readonly<Record<string, string>>>> = {
  plain: files('plain', 1, PLAIN),
  chats: files('chats', 8, CHATS),
  talks: files('talks', 1, TALKS),
  rows: files('rows', 1, ROWS, MERGING),
};

function files(name: string, concurrency: number, model: string, more = ''): Readonly<Record<string, string>> {
  const config = `model_name: ${name}\n${CONFIG.replace('CONCURRENCY', String(concurrency))}${more}`;
  return { 'config.yaml': config, 'model/model.py': model };
}
