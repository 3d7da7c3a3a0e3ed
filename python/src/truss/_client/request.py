"""What is asked of a server, and how often it is asked again."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from truss._client.address import Address
from truss._client.answers import refusal_of
from truss._client.cancellation import Cancellation
from truss._client.connections import Connections
from truss._client.exchange import Deadline, Exchange

_NOT_NOW = (429, 503)
_USUAL_PAUSE = 1.0
_LONGEST_PAUSE = 60.0


@dataclass(frozen=True)
class Request:
    """A request to a server.

    Attributes:
        method: of HTTP.
        path: from the root of the server.
        headers: beside those that go with each request.
        content: the body, or None.
        tells_deadline: whether the server is told how long the answer is waited for, all of it.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    content: bytes | None = None
    tells_deadline: bool = False


class Sender:
    """Sends requests to one server.

    Args:
        address: of the server.
        connections: to it.
        headers: that go with each request. Nothing shows them: a token is among them.
        retries: how often to ask again where the server says that it cannot answer just now (429, 503).
    """

    def __init__(self, address: Address, connections: Connections, headers: Mapping[str, str], retries: int) -> None:
        self._address = address
        self._connections = connections
        self._headers = headers
        self._retries = retries

    def send(self, request: Request, timeout: float | None, cancellation: Cancellation | None = None) -> Exchange:
        """Sends a request, and gives the exchange whose answer can be read.

        Args:
            request: what is asked.
            timeout: how many seconds the answer may take, all attempts together; None: as long as the server lets it.
            cancellation: what ends it from another thread.

        Raises:
            TrussError: what the server answers with a status other than 2xx, `SERVER_UNREACHABLE`, `REQUEST_DEADLINE`,
                …
        """
        deadline = Deadline(timeout)
        attempts_left = self._retries
        while True:
            exchange = self._send_once(request, deadline, cancellation)
            if 200 <= exchange.status < 300:
                return exchange
            content = exchange.read()
            pause = _pause_of(exchange.headers.get("retry-after"))
            if exchange.status not in _NOT_NOW or attempts_left == 0 or not _has_time(deadline, pause):
                raise refusal_of(self._url(request), exchange.status, content)
            attempts_left -= 1
            time.sleep(pause)

    def _send_once(self, request: Request, deadline: Deadline, cancellation: Cancellation | None) -> Exchange:
        exchange = Exchange(self._connections, self._url(request), deadline, cancellation)
        headers = {**self._headers, **request.headers}
        left = deadline.left() if deadline.seconds is not None else None
        if left is not None and request.tells_deadline:
            # So that the server does not work on for nobody.
            headers["X-Request-Timeout-Ms"] = str(max(1, round(left * 1000)))
        exchange.send(request.method, self._address.path + request.path, headers, request.content)
        return exchange

    def _url(self, request: Request) -> str:
        return self._address.root + request.path


def _pause_of(retry_after: str | None) -> float:
    """The seconds that a server wants to be left alone for; a date, which no server of Truss sends, counts as none."""
    if retry_after is None or not retry_after.strip().isdecimal():
        return _USUAL_PAUSE
    return min(float(retry_after), _LONGEST_PAUSE)


def _has_time(deadline: Deadline, pause: float) -> bool:
    try:
        left = deadline.left()
    except TimeoutError:
        return False
    return left is None or left > pause
