"""Starlette's classes in the place of ours, where the model's environment has them."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from truss_worker.http import http_objects, web_socket
from truss_worker.http.disconnect import make_watch
from truss_worker.values.json_encode import encode_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping


_MODULES: Final = {
    "Request": ("starlette.requests", http_objects),
    "Response": ("starlette.responses", http_objects),
    "WebSocket": ("starlette.websockets", web_socket),
    "WebSocketDisconnect": ("starlette.websockets", web_socket),
}

NAMES: Final = tuple(_MODULES)
"""The classes of which there are two."""


def find_class(name: str) -> type:
    """The class of one of NAMES: Starlette's if it can be imported, else ours."""
    module, ours = _MODULES[name]
    try:
        found: type = getattr(import_module(module), name)
    except ImportError:
        found = getattr(ours, name)
    return found


def make_web_socket(http: dict[str, Any], receive: Callable[[], Any], send: Callable[[Any], Any]) -> Any:
    """The connection as an object of Starlette's class if the model has imported that, else of ours.

    Args:
        http: the member `http` of the REQUEST header.
        receive: gives the next message, as ASGI has them.
        send: sends a message, as ASGI has them.
    """
    starlette: Any = sys.modules.get("starlette.websockets")
    if starlette is None:
        return web_socket.WebSocket(http, receive, send)

    class AcceptedWebSocket(starlette.WebSocket):  # type: ignore[misc] # it is known only now
        async def accept(self, *_: Any, **__: Any) -> None:
            """Nothing: the server has accepted the connection already."""

        async def send_json(self, data: Any, mode: str = "text") -> None:
            """Sends a value as JSON, of what an answer over HTTP may be made of."""
            encoded = encode_json(data)
            await (self.send_text(encoded.decode()) if mode == "text" else self.send_bytes(encoded))

    scope = {**_scope(http_objects.Request(http, b"", lambda: False), http), "type": "websocket", "scheme": "ws"}
    connection = AcceptedWebSocket({**scope, "subprotocols": []}, receive, send)
    connection.client_state = connection.application_state = starlette.WebSocketState.CONNECTED
    return connection


def make_request(kind: type, http: dict[str, Any], body: bytes, is_cancelled: Callable[[], bool]) -> Any:
    """The request as an object of the class that the model's method is annotated with.

    Args:
        kind: Starlette's `Request`, a subclass of it, or ours.
        http: the member `http` of the REQUEST header.
        body: the bytes of its body.
        is_cancelled: tells whether the client has left.
    """
    starlette = sys.modules.get("starlette.requests")
    request = http_objects.Request(http, body, is_cancelled)
    watch = make_watch(is_cancelled)
    if starlette is not None and issubclass(kind, starlette.Request):
        scope = {**_scope(request, http), "state": {"watch_disconnect": watch}}
        theirs = kind(scope, _receiver(body, is_cancelled))
        if "is_disconnected" not in vars(kind) or kind is starlette.Request:
            # Starlette's takes the body for the news, where nobody has read that yet.
            theirs.is_disconnected = request.is_disconnected
        return theirs
    request.state.watch_disconnect = watch
    return request


def _scope(request: http_objects.Request, http: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "method": request.method,
        "path": request.url.path,
        "query_string": request.url.query.encode(),
        "headers": _raw(http.get("headers", ())),
        "client": request.client,
        "server": None,
        "state": {},
    }


def _raw(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers]


def _receiver(body: bytes, is_cancelled: Callable[[], bool]) -> Callable[[], Any]:
    waiting = [body]

    async def receive() -> MutableMapping[str, Any]:
        import asyncio

        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        # Starlette asks in order to be interrupted at once, unless the client has left.
        while not is_cancelled():  # noqa: ASYNC110 - the thread that hears of it knows no event of this loop
            await asyncio.sleep(1)
        return {"type": "http.disconnect"}

    return receive
