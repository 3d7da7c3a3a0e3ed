"""One endpoint without a framework on an HTTP server in Rust: body in, answer out."""

import models
import orjson

model = models.load()
HEADERS = [(b"content-type", b"application/json")]


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    answer = orjson.dumps(model.one(orjson.loads(body)["inputs"]))
    length = (b"content-length", str(len(answer)).encode())
    await send(
        {"type": "http.response.start", "status": 200, "headers": [*HEADERS, length]}
    )
    await send({"type": "http.response.body", "body": answer})
