"""Asks a running server: values in, values out."""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from truss._client.address import read_address
from truss._client.answers import is_text, items_of_events, items_of_lines, media_type, text_of, value_of
from truss._client.bodies import JSON, MSGPACK, body_of
from truss._client.cancellation import Cancellation
from truss._client.connections import Connections
from truss._client.exchange import Exchange
from truss._client.request import Request, Sender
from truss._client.tables import Signature, as_request
from truss._client.threads import Threads
from truss._frames import hides_frames
from truss.errors import TrussError, error_of

_CONNECT_SECONDS = 10.0
_NDJSON = "application/x-ndjson"


class Client:
    """Asks the models of a running server of Truss, from any thread and from asyncio.

    Connections are kept open between requests; `close`, or the end of a `with` block, closes them.

    Args:
        url: of the server (`http://127.0.0.1:8080`), of a model (`…/v1/models/iris`) or of its predict route.
        token: that the server lets in (`truss serve --tokens`); not given: the variable `TRUSS_TOKEN`.
        model: which model is asked; not given: the one that the address names, else the only one of the server.
        timeout: how many seconds an answer may take; not given: as long as the server lets it.
        retries: how often to ask again, after the pause that the server names, where it is busy or not ready (429,
            503).
        headers: that go with each request.
        cacert: a file of PEM certificates to trust; not given: those of the system, or of the variable `SSL_CERT_FILE`.

    Raises:
        ValidationError: `INPUT_INVALID` where it is no address, a header or a certificate cannot be used.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        model: str | None = None,
        timeout: float | None = None,
        retries: int = 0,
        headers: Mapping[str, str] | None = None,
        cacert: str | os.PathLike[str] | None = None,
    ) -> None:
        self._address = read_address(url)
        self._model = model or self._address.model
        self._timeout = timeout
        tls = _tls(cacert) if self._address.is_encrypted else None
        self._connections = Connections(self._address, tls, _CONNECT_SECONDS)
        own = _headers(os.environ.get("TRUSS_TOKEN") if token is None else token, headers or {})
        self._sender = Sender(self._address, self._connections, own, retries)
        self._signatures = dict[str, Signature]()
        self._threads = Threads()

    @hides_frames
    def predict(
        self,
        value: Any,
        *,
        model: str | None = None,
        timeout: float | None = None,
        content_type: str | None = None,
        binary: bool = False,
    ) -> Any:
        """Asks a model, and gives what it answers.

        Args:
            value: the request. A DataFrame, a Series, an array or a sparse matrix stands for `{"inputs": …}`, in the
                form that the model takes; dicts may have them too. Bytes, an open file or a `Path` is sent as it is,
                and a dict with open files as a form.
            model: which one; not given: that of the client.
            timeout: how many seconds the answer may take; not given: that of the client.
            content_type: what bytes, a file or a text are, such as `image/png`; not given: as the name of the file
                says.
            binary: whether to speak msgpack: arrays stay arrays both ways, dates dates, and NaN is not None.

        Returns:
            The answer: JSON as its value, a text as `str`, an image or a sound as `bytes`, a stream as the list of its
            items, or as one text where they are texts.

        Raises:
            TrussError: what the server answers, with its `code`, `status`, `hint` and `details`: `MODEL_NOT_FOUND`,
                `AUTH_REQUIRED`, `MODEL_HTTP_ERROR` where the model refuses the request, …
            ServerUnreachableError: no server answers at the address.
            RequestTimeoutError: the time is up.
        """
        return self._predict(value, model, timeout, content_type, binary, None)

    def stream(
        self,
        value: Any,
        *,
        model: str | None = None,
        timeout: float | None = None,
        content_type: str | None = None,
    ) -> Iterator[Any]:
        """Asks a model that answers with a stream, and gives its items as they come.

        A model that answers with one value is a stream of one item. The request is sent when the first item is asked
        for. Who stops early should `close()` the iterator: the model is stopped then.

        Args:
            value: the request, as `predict` takes it.
            model: which one; not given: that of the client.
            timeout: how many seconds the first item may take; not given: that of the client.
            content_type: what bytes, a file or a text are.

        Returns:
            An iterator of what the model yields.

        Raises:
            TrussError: as `predict`; `SERVER_ANSWER_INCOMPLETE` where the model fails in the middle.
        """
        return self._stream(value, model, timeout, content_type, None)

    async def apredict(
        self,
        value: Any,
        *,
        model: str | None = None,
        timeout: float | None = None,
        content_type: str | None = None,
        binary: bool = False,
    ) -> Any:
        """`predict` for asyncio: other tasks go on meanwhile. Where its task is cancelled the server is told so."""
        cancellation = Cancellation()
        return await self._threads.run(
            lambda: self._predict(value, model, timeout, content_type, binary, cancellation), cancellation
        )

    async def astream(
        self,
        value: Any,
        *,
        model: str | None = None,
        timeout: float | None = None,
        content_type: str | None = None,
    ) -> AsyncIterator[Any]:
        """`stream` for asyncio: `async for item in client.astream(…)`."""
        cancellation = Cancellation()
        items = self._stream(value, model, timeout, content_type, cancellation)
        async for item in self._threads.iterate(items, cancellation):
            yield item

    @hides_frames
    def models(self) -> list[str]:
        """Gives the names of the server's models.

        Raises:
            TrussError: `SERVER_UNREACHABLE`, `AUTH_REQUIRED`; `SERVER_ANSWER_INVALID` where it is no server of Truss.
        """
        answer = self._get("/v1/models")
        names = answer.get("models") if isinstance(answer, dict) else None
        if not isinstance(names, list):
            url = f"{self._address.root}/v1/models"
            hint = "Give the address that `truss serve` prints"
            raise error_of("SERVER_ANSWER_INVALID", f"{url} does not list models: this is no server of Truss", hint)
        return [str(name) for name in names]

    @hides_frames
    def ready(self, model: str | None = None) -> bool:
        """Says whether a model takes requests.

        Args:
            model: which one; not given: that of the client, or all where it has none.

        Raises:
            TrussError: `MODEL_NOT_FOUND`, `SERVER_UNREACHABLE`, …
        """
        named = model or self._model
        try:
            self._get("/v2/health/ready" if named is None else f"/v1/models/{_quoted(named)}")
        except TrussError as error:
            if error.status == 503:
                return False
            raise
        return True

    @hides_frames
    def metadata(self, model: str | None = None) -> dict[str, Any]:
        """Gives what the server tells of a model: `name`, `versions`, and the tensors `inputs` and `outputs`.

        Args:
            model: which one; not given: that of the client.

        Raises:
            TrussError: `MODEL_NOT_FOUND`, `SERVER_UNREACHABLE`, …
        """
        return dict(self._get(f"/v2/models/{_quoted(self._name(model))}"))

    @hides_frames
    def schema(self, model: str | None = None) -> dict[str, Any]:
        """Gives what is known of a model: JSON Schemas of what it takes and gives, its methods, its examples.

        Args:
            model: which one; not given: that of the client.

        Raises:
            TrussError: `MODEL_NOT_FOUND`, `SERVER_UNREACHABLE`, …
        """
        return dict(self._get(f"/v1/models/{_quoted(self._name(model))}/schema"))

    def _answer(self, value: Any) -> Any:
        """Asks a model as a truss's own `predict` does: a stream is an iterator, not a list."""
        asked = self._request(value, None, None, accept=_NDJSON)
        exchange = self._send(asked, None, None)
        if "content-length" not in exchange.headers:
            return self._items(self._address.root + asked.path, exchange)
        return self._value(asked, exchange)

    def _forget(self) -> None:
        """Forgets what models take: it is looked up anew. To be called where one has been changed."""
        self._signatures.clear()

    def close(self) -> None:
        """Closes the connections. The next request opens others."""
        self._connections.close()
        self._threads.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        named = f" of {self._model}" if self._model else ""
        return f"<truss.Client{named} at {self._address.root}>"

    def _predict(
        self,
        value: Any,
        model: str | None,
        timeout: float | None,
        content_type: str | None,
        is_binary: bool,
        cancellation: Cancellation | None,
    ) -> Any:
        asked = self._request(value, model, content_type, accept=JSON, is_binary=is_binary)
        exchange = self._send(asked, timeout, cancellation)
        return self._value(asked, exchange)

    def _stream(
        self,
        value: Any,
        model: str | None,
        timeout: float | None,
        content_type: str | None,
        cancellation: Cancellation | None,
    ) -> Iterator[Any]:
        # Lines of JSON, since in server-sent events the text "1" and the number 1 look the same.
        asked = self._request(value, model, content_type, accept=_NDJSON)
        exchange = self._send(asked, timeout, cancellation)
        try:
            yield from self._items(self._address.root + asked.path, exchange)
        finally:
            exchange.close()

    def _value(self, asked: Request, exchange: Exchange) -> Any:
        url, content_type = self._address.root + asked.path, exchange.headers.get("content-type", "")
        in_msgpack = asked.headers["Content-Type"] == MSGPACK
        return value_of(url, content_type, exchange.read(), asked_in_msgpack=in_msgpack)

    def _items(self, url: str, exchange: Exchange) -> Iterator[Any]:
        content_type = exchange.headers.get("content-type", "")
        kind = media_type(content_type)
        if kind == _NDJSON:
            return items_of_lines(exchange.chunks())
        if kind == "text/event-stream":
            return items_of_events(url, exchange.chunks())
        if "content-length" in exchange.headers or kind == JSON:
            return iter([value_of(url, content_type, exchange.read())])
        return (text_of(content_type, chunk) if is_text(kind) else chunk for chunk in exchange.chunks())

    def _request(
        self, value: Any, model: str | None, content_type: str | None, *, accept: str, is_binary: bool = False
    ) -> Request:
        name = self._name(model)
        body = body_of(as_request(value, lambda: self._signature(name)), content_type, is_binary)
        headers = {"Content-Type": body.content_type, "Accept": accept}
        path = f"/v1/models/{_quoted(name)}:predict"
        return Request("POST", path, headers, body.content, tells_deadline=accept == JSON)

    def _signature(self, name: str) -> Signature:
        """What a model takes; asked once, and of a server that tells nothing of its models not again."""
        known = self._signatures.get(name)
        if known is None:
            try:
                known = self.metadata(name).get("inputs") or ()
            except TrussError as error:
                if error.status is None or error.status in (401, 403):
                    raise
                known = ()
            self._signatures[name] = known
        return known

    def _name(self, model: str | None) -> str:
        named = model or self._model
        if named is not None:
            return named
        names = self.models()
        if len(names) == 1:
            # A server keeps its models as long as it lives; another that takes its place says that it has not this one.
            return names[0]
        root = self._address.root
        if not names:
            raise error_of("MODEL_NOT_FOUND", f"{root} serves no model", "Serve one: truss serve <directory>")
        raise error_of("MODEL_NOT_FOUND", f"{root} serves several models: {', '.join(names)}", "Name one: model=…")

    def _get(self, path: str) -> Any:
        exchange = self._sender.send(Request("GET", path, {"Accept": JSON}), self._timeout)
        return value_of(self._address.root + path, exchange.headers.get("content-type", JSON), exchange.read())

    def _send(self, asked: Request, timeout: float | None, cancellation: Cancellation | None) -> Exchange:
        try:
            return self._sender.send(asked, self._timeout if timeout is None else timeout, cancellation)
        except TrussError as error:
            if error.status is not None and 400 <= error.status < 500:
                self._forget()  # another model may have taken the place of the one that was looked at
            raise


def _quoted(name: str) -> str:
    return quote(name, safe="")


def _headers(token: str | None, given: Mapping[str, str]) -> dict[str, str]:
    own = {"User-Agent": "truss-python", **given}
    if token:
        own["Authorization"] = f"Bearer {token}"
    for name, value in own.items():
        try:
            is_sendable = not any(sign in name + value for sign in "\r\n\0") and value.encode("latin-1") is not None
        except (TypeError, UnicodeEncodeError):
            is_sendable = False
        if not is_sendable:
            # Not its value: it may be the token.
            message = f"The header {name} cannot be sent"
            raise error_of("INPUT_INVALID", message, "Is a line feed at its end? Use strip()")
    return own


def _tls(cacert: str | os.PathLike[str] | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=None if cacert is None else os.fspath(cacert))
    except (OSError, ssl.SSLError) as error:
        message = f"{os.fspath(cacert or '')} cannot be used as certificates: {error.strerror or error}"
        raise error_of("INPUT_INVALID", message, "Name a file of PEM certificates") from error
