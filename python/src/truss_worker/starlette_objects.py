"""Starlette's classes in the place of ours, where the model's environment has them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from truss_worker import http_objects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping


def find_class(name: str) -> type:
    """The class `Request` or `Response`: Starlette's if it can be imported, else ours."""
    classes: dict[str, type]
    try:
        from starlette import requests, responses
    except ImportError:
        classes = {"Request": http_objects.Request, "Response": http_objects.Response}
    else:
        classes = {"Request": requests.Request, "Response": responses.Response}
    return classes[name]


def make_request(kind: type, http: dict[str, Any], body: bytes, is_cancelled: Callable[[], bool]) -> Any:
    """The request as an object of the class that the model's method is annotated with.

    Args:
        kind: Starlette's `Request`, a subclass of it, or ours.
        http: the member `http` of the REQUEST header.
        body: the bytes of its body.
        is_cancelled: tells whether the client has left.
    """
    starlette = sys.modules.get("starlette.requests")
    if starlette is None or not issubclass(kind, starlette.Request):
        return http_objects.Request(http, body, is_cancelled)
    return kind(_scope(http_objects.Request(http, body, is_cancelled), http), _receiver(body, is_cancelled))


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
