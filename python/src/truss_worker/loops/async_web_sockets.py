"""The WebSockets of an event loop, each a request that goes on in further frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truss_worker.http.starlette_objects import make_web_socket
from truss_worker.loops.async_pace import Pace
from truss_worker.loops.web_socket_channel import GOING_AWAY, WebSocketChannel
from truss_worker.values.exceptions import say_exception

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from truss_worker.loops.call import Call
    from truss_worker.loops.serving import Serving
    from truss_worker.wire.codec import Frame


class WebSockets:
    """Those that are open.

    Args:
        serving: the model and the channels.
        send: sends a frame on the data channel.
    """

    def __init__(self, serving: Serving, send: Callable[[Frame], None]) -> None:
        self._serving = serving
        self._send = send
        self._channels: dict[int, WebSocketChannel] = {}
        self._paces: dict[int, Pace] = {}

    def open(self, request: Frame) -> None:
        """Takes messages of the connection from now on; called as soon as its REQUEST has come."""
        window = self._serving.limits.stream_window_bytes
        pace = Pace(self._serving.signals, request.id, window)
        self._paces[request.id] = pace
        self._channels[request.id] = WebSocketChannel(request.id, pace, self._send, self._serving.send_control)

    def push(self, frame: Frame) -> None:
        """Takes a CHUNK or END of the client; nothing if the model has ended the connection meanwhile."""
        channel = self._channels.get(frame.id)
        if channel is not None:
            channel.push(frame)

    def wake(self, request_id: int) -> None:
        """Says that credit has come."""
        pace = self._paces.get(request_id)
        if pace is not None:
            pace.wake()

    def disconnect_all(self) -> None:
        """Says that no message will come any more, since the server has closed the channel."""
        for channel in self._channels.values():
            channel.disconnect(GOING_AWAY, "")

    async def serve(self, call: Call, run: Callable[[Call], Awaitable[None]]) -> None:
        """Runs the model's method with the connection.

        Args:
            call: of the REQUEST that opened it; the `WebSocket` becomes its value.
            run: takes the call through its stages.

        Raises:
            BaseException: whatever the model raised, but for the news that the client has left.
        """
        channel = self._channels[call.frame.id]
        call.value = make_web_socket(call.frame.header.get("http", {}), channel.receive, channel.send)
        try:
            await run(call)
        except Exception as error:
            if channel.close_header is not None:
                # The client has had its end already; only the log can be told.
                say_exception(error)
            # By its name, since it may be Starlette's or ours.
            elif type(error).__name__ != "WebSocketDisconnect" or not channel.client_left:
                raise

    def close(self, request_id: int) -> bool:
        """Forgets the connection, if it is one; whether the model has ended it with a frame of its own."""
        self._paces.pop(request_id, None)
        channel = self._channels.pop(request_id, None)
        return channel is not None and channel.close_header is not None
