"""Models as they were written for Truss of 2022 and as they are written for today's, unchanged."""

import json
import sys

from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame


def test_a_model_of_2022(start):
    worker = start(
        """
        from typing import Dict, List

        class Model:
            def __init__(self, **kwargs) -> None:
                self._data_dir = kwargs["data_dir"]
                self._config = kwargs["config"]
                self._secrets = kwargs["secrets"]
                self._model = None

            def load(self):
                self._model = lambda rows: [sum(row) for row in rows]

            def preprocess(self, request: Dict) -> Dict:
                return request

            def postprocess(self, request: Dict) -> Dict:
                return request

            def predict(self, request: Dict) -> Dict[str, List]:
                response = {}
                inputs = request["inputs"]
                response["predictions"] = self._model(inputs)
                return response
        """,
        {"model/__init__.py": ""},
    )
    worker.ready()
    for name in ("inputs", "instances"):
        assert worker.ask(json.dumps({name: [[1, 2]]}).encode()).payload == b'{"predictions":[3]}'


def test_a_model_of_today(start):
    source = """
        import asyncio
        from fastapi import HTTPException, Request
        from fastapi.responses import StreamingResponse
        from pydantic import BaseModel

        class Input(BaseModel):
            prompt: str
            stream: bool = False

        class Model:
            def __init__(self, **kwargs):
                self._secrets = kwargs["secrets"]
                self._lazy = kwargs["lazy_data_resolver"]
                self._environment = kwargs["environment"]
                self.messages = []          # data under the name of a method

            def load(self):
                self._folder = self._lazy.block_until_download_complete()

            async def predict(self, model_input: Input, request: Request):
                if not model_input.prompt:
                    raise HTTPException(status_code=422, detail={"prompt": "empty"})
                if model_input.stream:
                    return StreamingResponse(self._tokens(model_input.prompt), media_type="text/event-stream")
                return {"text": model_input.prompt, "client": request.headers["x-id"]}

            async def _tokens(self, prompt):
                for token in prompt.split():
                    yield f"data: {token}\\n\\n"

            async def is_healthy(self):
                return True
    """
    worker = start(source, python=sys.executable)
    header = worker.ready()
    assert [*header["methods"]] == ["predict"]
    assert header["inputSchema"]["required"] == ["prompt"]
    http = {"headers": [["X-Id", "5"]]}
    assert json.loads(worker.ask(b'{"prompt": "a"}', http=http).payload) == {"text": "a", "client": "5"}
    refused = worker.ask(b'{"prompt": ""}', id=2, http=http)
    assert (refused.header["status"], refused.header["detail"]) == (422, {"prompt": "empty"})
    worker.request(b'{"prompt": "a b", "stream": true}', id=3, http=http)
    frames = [worker.data.receive() for _ in range(3)]
    assert [frame.payload for frame in frames[:2]] == [b"data: a\n\n", b"data: b\n\n"]
    assert frames[0].header["contentType"].startswith("text/event-stream")
    assert frames[2].kind == protocol.END


def test_the_disconnect_watcher_of_today(start):
    worker = start("""
        from truss import Request

        class Model:
            def predict(self, body, request: Request):
                with request.state.watch_disconnect() as left:
                    print("begun", flush=True)
                    print("left" if left.wait(20) else "still there", flush=True)
    """)
    worker.ready()
    worker.request(b"1", http={"headers": []})
    worker.control.send(Frame(protocol.CANCEL, 1))
    answer = worker.data.receive()
    assert answer.header["code"] == "REQUEST_CANCELLED"
    worker.half_close()
    assert worker.output() in ("begun\nleft\n", "")  # the CANCEL may have come first


def test_every_openai_style_method(start):
    from truss_worker.model.methods.served_methods import OPENAI_STYLE

    methods = "\n".join(
        f"    def {name}(self, body, request: Request): return [{name!r}, body, request.method]"
        for name in OPENAI_STYLE
    )
    worker = start(f"from truss import Request\nclass Model:\n{methods}\n")
    assert [*worker.ready()["methods"]] == [*OPENAI_STYLE]
    for id, name in enumerate(OPENAI_STYLE, 1):  # noqa: A001
        answer = worker.ask(b'{"model": "m"}', id=id, method=name, http={"method": "POST"})
        assert json.loads(answer.payload) == [name, {"model": "m"}, "POST"]


def test_data_under_the_name_of_a_method_is_no_method(start):
    worker = start("""
        class Network:
            def __call__(self, rows):
                return rows

        class Model:
            def load(self):
                self.messages = []
                self.embeddings = Network()

            def predict(self, rows):
                return self.embeddings(rows)
    """)
    assert [*worker.ready()["methods"]] == ["predict"]
    assert worker.ask(b"[1]").payload == b"[1]"
