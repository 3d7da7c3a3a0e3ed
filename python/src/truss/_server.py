"""A server on this machine, hosted by the engine of this process."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Mapping
from typing import Any

from truss._engine_client import EngineClient, engine, on_engine_event
from truss._progress import ProgressLine
from truss._secrets import secret_variables
from truss._warnings import warn_of
from truss.errors import TrussError

_KEPT_RECORDS = 1000


class TrussServer:
    """A running server of one truss; `TrussHandle.serve` makes it.

    It ends with `stop`, with the `with` block it is used in, and with this process.

    Attributes:
        url: where it listens, such as `http://127.0.0.1:41243`.
        entry: the name it offers the model under: `POST {url}/v1/models/{entry}:predict`.
    """

    def __init__(self, client: EngineClient, number: str, url: str, entry: str) -> None:
        self._client = client
        self._number = number
        self.url = url
        self.entry = entry

    def __enter__(self) -> TrussServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        state = "" if self.is_running else ", stopped"
        return f"<TrussServer {self.entry} at {self.url}{state}>"

    @property
    def is_running(self) -> bool:
        """Whether it still takes requests, as far as is known here."""
        return self._client.death is None and self._number not in _ended

    @property
    def logs(self) -> list[Mapping[str, Any]]:
        """The latest records of its log, oldest first."""
        return list(_records.get(self._number, ()))

    def stop(self) -> None:
        """Lets it finish the requests that it has accepted, and ends it. Does nothing the second time."""
        _started.pop(self._number, None)
        if not self.is_running:
            return
        _ended[self._number] = "stopped"
        with contextlib.suppress(TrussError):  # an engine that has died took its servers with it
            self._client.call("server.stop", {"server": self._number})


def start_server(directory: str | os.PathLike[str], port: int | None, workers: int | None) -> TrussServer:
    """Starts a server, and waits until it is ready.

    Args:
        directory: an absolute path of a truss.
        port: the port; None: a free one.
        workers: how many processes run the model; None: what the config says.

    Raises:
        TrussError: why its environment cannot be made, its model not loaded, or its port not had.
    """
    client = engine()
    params: dict[str, Any] = {"directory": os.fspath(directory), "secretVariables": secret_variables()}
    params.update({key: value for key, value in (("port", port), ("workers", workers)) if value is not None})
    with ProgressLine() as progress:
        started = client.call("server.start", params, progress, undo=_stop_again)
    server = TrussServer(client, started["server"], started["url"], started["entry"])
    _started[started["server"]] = server
    warn_of(started["warnings"])
    return server


def stop_servers() -> None:
    """Stops every server of this process that still runs."""
    for server in list(_started.values()):
        server.stop()


def _stop_again(started: Any) -> tuple[str, dict[str, Any]]:
    return "server.stop", {"server": started["server"]}


_started: dict[str, TrussServer] = {}

# By the engine's name of the server. Filled from the engine's thread, also before `server.start` has answered.
_records: dict[str, deque[Mapping[str, Any]]] = {}
_ended: dict[str, str] = {}


def _note_event(event: str, params: dict[str, Any]) -> None:
    if event == "server.log":
        _records.setdefault(params["server"], deque(maxlen=_KEPT_RECORDS)).append(params["record"])
    elif event == "server.exit":
        _ended[params["server"]] = str(params.get("reason", ""))


on_engine_event(_note_event)
