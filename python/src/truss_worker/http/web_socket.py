"""`WebSocket` and `WebSocketDisconnect` for models whose environment has no Starlette: what models use of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from truss_worker.http.http_objects import Connection
from truss_worker.values.json_encode import encode_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable


class WebSocketDisconnect(Exception):  # noqa: N818 - its name is Starlette's
    """The client has closed the connection, or it broke.

    Args:
        code: the close code; 1005 where the client gave none, 1006 where the connection broke.
        reason: what the client said beside.
    """

    def __init__(self, code: int = 1000, reason: str | None = None) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason or ""


class WebSocket(Connection):
    """A connection that the server has accepted, with the methods of Starlette's.

    Args:
        http: the member `http` of the REQUEST header.
        receive: gives the next message, as ASGI has them.
        send: sends a message, as ASGI has them.
    """

    def __init__(
        self,
        http: dict[str, Any],
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[Any], Awaitable[None]],
    ) -> None:
        super().__init__(http)
        self.receive = receive
        """The next message, also that of the end, as ASGI has them."""
        self._send = send

    async def accept(self, *_: Any, **__: Any) -> None:
        """Nothing: the server has accepted the connection already."""

    async def receive_text(self) -> str:
        """The next message, which is text. Raises WebSocketDisconnect."""
        message = await self._receive_message()
        text: str | None = message.get("text")
        return str(message["bytes"], "utf-8") if text is None else text

    async def receive_bytes(self) -> bytes:
        """The next message, which is bytes. Raises WebSocketDisconnect."""
        message = await self._receive_message()
        data: bytes | None = message.get("bytes")
        return bytes(message["text"], "utf-8") if data is None else data

    async def receive_json(self, mode: str = "text") -> Any:  # noqa: ARG002 - Starlette's signature
        """The next message read as JSON. Raises WebSocketDisconnect."""
        return json.loads(await self.receive_text())

    async def iter_text(self) -> AsyncIterator[str]:
        """The messages as text, until the client closes the connection."""
        async for message in _until_closed(self.receive_text):
            yield message

    async def iter_bytes(self) -> AsyncIterator[bytes]:
        """The messages as bytes, until the client closes the connection."""
        async for message in _until_closed(self.receive_bytes):
            yield message

    async def iter_json(self) -> AsyncIterator[Any]:
        """The messages read as JSON, until the client closes the connection."""
        async for message in _until_closed(self.receive_json):
            yield message

    async def send(self, message: dict[str, Any]) -> None:
        """Sends a message as ASGI has them. Raises WebSocketDisconnect if nobody is there to read it."""
        try:
            await self._send(message)
        except OSError:
            raise WebSocketDisconnect(1006) from None

    async def send_text(self, data: str) -> None:
        """Sends a message of text; waits while the client does not read. Raises WebSocketDisconnect."""
        await self.send({"type": "websocket.send", "text": data})

    async def send_bytes(self, data: bytes) -> None:
        """Sends a message of bytes; waits while the client does not read. Raises WebSocketDisconnect."""
        await self.send({"type": "websocket.send", "bytes": data})

    async def send_json(self, data: Any, mode: str = "text") -> None:
        """Sends a value as JSON, as text or (`mode="binary"`) as bytes. Raises WebSocketDisconnect."""
        encoded = encode_json(data)
        await (self.send_text(encoded.decode()) if mode == "text" else self.send_bytes(encoded))

    async def close(self, code: int = 1000, reason: str | None = None) -> None:
        """Ends the connection."""
        await self.send({"type": "websocket.close", "code": code, "reason": reason or ""})

    async def _receive_message(self) -> Any:
        message = await self.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message["code"], message.get("reason"))
        return message


async def _until_closed(receive: Callable[[], Awaitable[Any]]) -> AsyncIterator[Any]:
    while True:
        try:
            message = await receive()
        except WebSocketDisconnect:
            return
        yield message
