"""One WebSocket between the frames of the data channel and the messages of ASGI (specs/wire-protocol.md 3.8)."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from truss_worker.values.text_encode import encode_text
from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from truss_worker.loops.async_pace import Pace

GOING_AWAY: Final = 1001
_NO_CODE_GIVEN: Final = 1005


class WebSocketChannel:
    """Takes what the client sends, and gives it to the model one by one.

    Args:
        request_id: the id of the REQUEST that opened the connection.
        pace: the credit for what the model sends.
        send: sends a frame on the data channel.
        send_control: sends a frame on the control channel.
    """

    def __init__(
        self, request_id: int, pace: Pace, send: Callable[[Frame], None], send_control: Callable[[Frame], None]
    ) -> None:
        self._request_id = request_id
        self._pace = pace
        self._send_frame = send
        self._send_control = send_control
        self._messages: deque[dict[str, Any]] = deque()
        self._came = asyncio.Event()
        self.client_left = False
        """Whether the client has closed the connection."""
        self.close_header: dict[str, Any] | None = None
        """How the model has closed it, as the header of END; None while it has not."""

    def push(self, frame: Frame) -> None:
        """Takes a CHUNK or the END of the client."""
        if frame.kind == protocol.END:
            self.disconnect(frame.aux or _NO_CODE_GIVEN, frame.header.get("reason", ""))
        elif frame.form == protocol.FORM_TEXT:
            self._add({"type": "websocket.receive", "text": frame.payload.decode(errors="replace")})
        else:
            self._add({"type": "websocket.receive", "bytes": frame.payload})

    def disconnect(self, code: int, reason: str) -> None:
        """Says that nothing more will come."""
        if not self.client_left:
            self.client_left = True
            self._add({"type": "websocket.disconnect", "code": code, "reason": reason})
            # Those that wait for credit wait for nobody.
            self._pace.release()

    async def receive(self) -> dict[str, Any]:
        """The next message, as ASGI has them; the last one is given again and again."""
        while not self._messages:
            self._came.clear()
            await self._came.wait()
        message = self._messages[0]
        if message["type"] == "websocket.disconnect":
            return message
        self._messages.popleft()
        data = message.get("bytes")
        count = len(message["text"].encode() if data is None else data)
        # Now that it is out of our memory the client may send as much again; a message without content takes some, too.
        self._send_control(Frame(protocol.CREDIT, self._request_id, count))
        return message

    async def send(self, message: dict[str, Any]) -> None:
        """Sends a message, as ASGI has them. Raises ConnectionError if the connection has been closed."""
        if self.client_left or self.close_header is not None:
            raise ConnectionError("The WebSocket is closed")
        if message["type"] == "websocket.close":
            self.close_header = {"code": message.get("code", 1000)}
            if message.get("reason"):
                self.close_header["reason"] = message["reason"]
            self._send_frame(Frame(protocol.END, self._request_id, header=self.close_header))
        elif message["type"] == "websocket.send":
            await self._send_message(message.get("text"), message.get("bytes"))

    async def _send_message(self, text: str | None, data: bytes | None) -> None:
        await self._pace.wait()
        if self.client_left:
            raise ConnectionError("The WebSocket is closed")
        payload = bytes(data or b"") if text is None else encode_text(text)
        form = protocol.FORM_RAW if text is None else protocol.FORM_TEXT
        self._send_frame(Frame(protocol.CHUNK, self._request_id, payload=payload, form=form))
        self._pace.spend(len(payload))

    def _add(self, message: dict[str, Any]) -> None:
        self._messages.append(message)
        self._came.set()
