"""`Request`, `Response` and `HTTPError` for models whose environment has no Starlette: what models use of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from truss_worker.values.text_encode import encode_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class HTTPError(Exception):
    """Raised by a model to answer with an HTTP error of its own.

    Args:
        status_code: such as 404.
        detail: what the client gets; any JSON value.
        headers: further headers of the answer.
    """

    def __init__(self, status_code: int, detail: Any = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status_code, detail)
        self.status_code = status_code
        self.detail = detail
        self.headers = headers


class Response:
    """An answer with a status, headers and a media type that the model chooses.

    Args:
        content: the body; str is sent as UTF-8.
        status_code: the HTTP status.
        headers: further headers.
        media_type: the content type; that of str gets `charset=utf-8`.
    """

    def __init__(
        self,
        content: bytes | str = b"",
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
    ) -> None:
        self.body = encode_text(content) if isinstance(content, str) else bytes(content)
        self.status_code = status_code
        self.headers = dict(headers or {})
        self.media_type = media_type
        if media_type is not None:
            is_text = isinstance(content, str) and "charset=" not in media_type
            self.headers.setdefault("content-type", f"{media_type}; charset=utf-8" if is_text else media_type)


class Headers(Mapping[str, str]):
    """Headers by name, whatever its case; the first one of a name that came several times.

    Args:
        pairs: names and values as they came.
    """

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = [(name.lower(), value) for name, value in pairs]

    def __getitem__(self, name: str) -> str:
        for value in self.getlist(name):
            return value
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self._pairs))

    def __len__(self) -> int:
        return len(dict(self._pairs))

    def getlist(self, name: str) -> list[str]:
        """All values of the name, in the order in which they came."""
        wanted = name.lower()
        return [value for other, value in self._pairs if other == wanted]


class URL(NamedTuple):
    """Where a request was sent to."""

    path: str
    query: str


class Address(NamedTuple):
    """Where a request came from."""

    host: str
    port: int


class Connection:
    """What an HTTP request and a WebSocket have in common.

    Args:
        http: the member `http` of the REQUEST header.
    """

    def __init__(self, http: dict[str, Any]) -> None:
        self.state = SimpleNamespace()
        """A place for what the model wants to keep with it."""
        self.url = URL(http.get("path", "/"), http.get("query", ""))
        self.headers = Headers([(name, value) for name, value in http.get("headers", ())])
        self.client = _to_address(http.get("client"))

    @property
    def query_params(self) -> dict[str, str]:
        """The parameters of the query; the last one of a name that stands there several times."""
        from urllib.parse import parse_qsl

        return dict(parse_qsl(self.url.query, keep_blank_values=True))


class Request(Connection):
    """The HTTP request behind a prediction, with the methods of Starlette's.

    Args:
        http: the member `http` of the REQUEST header.
        body: the bytes of its body.
        is_cancelled: tells whether the client has left.
    """

    def __init__(self, http: dict[str, Any], body: bytes, is_cancelled: Callable[[], bool]) -> None:
        super().__init__(http)
        self._body = body
        self._is_cancelled = is_cancelled
        self.method: str = http.get("method", "POST")

    async def body(self) -> bytes:
        """The bytes of the body."""
        return self._body

    async def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self._body)

    async def is_disconnected(self) -> bool:
        """Whether the client has left, so that the answer is for nobody."""
        return self._is_cancelled()


def _to_address(client: str | None) -> Address | None:
    if not client:
        return None
    host, _, port = client.rpartition(":")
    return Address(host, int(port)) if host and port.isdigit() else Address(client, 0)
