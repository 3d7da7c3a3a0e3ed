"""A server on this machine, hosted by the engine of this process."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from truss._client.client import Client
from truss._engine_client import EngineClient, engine, on_engine_event
from truss._frames import hides_frames
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
        client: a `truss.Client` of it.
    """

    def __init__(self, engine_client: EngineClient, directory: str, started: Mapping[str, Any]) -> None:
        self._engine = engine_client
        self._directory = directory
        self._number: str = started["server"]
        self.url: str = started["url"]
        self.entry: str = started["entry"]
        # The token in the environment is for another server: this one is on this machine, and asks for none.
        self.client = Client(self.url, model=self.entry, token="")

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
        return self._engine.death is None and self._number not in _ended

    @property
    def logs(self) -> list[Mapping[str, Any]]:
        """The latest records of its log, oldest first."""
        return list(_records.get(self._number, ()))

    @hides_frames
    def predict(self, value: Any, *, timeout: float | None = None) -> Any:
        """Asks the model over HTTP, as `truss.Client.predict` does, and gives what it answers.

        Args:
            value: the request; DataFrames and arrays stand for `{"inputs": …}`.
            timeout: how many seconds the answer may take.

        Raises:
            TrussError: what the server answers, with its `code`, `status`, `hint` and `details`.
        """
        return self.client.predict(value, timeout=timeout)

    def stream(self, value: Any, *, timeout: float | None = None) -> Iterator[Any]:
        """Asks the model over HTTP, as `truss.Client.stream` does, and gives the items of its answer as they come.

        Args:
            value: the request.
            timeout: how many seconds the first item may take.
        """
        return self.client.stream(value, timeout=timeout)

    async def apredict(self, value: Any, *, timeout: float | None = None) -> Any:
        """`predict` for asyncio."""
        return await self.client.apredict(value, timeout=timeout)

    def astream(self, value: Any, *, timeout: float | None = None) -> AsyncIterator[Any]:
        """`stream` for asyncio: `async for item in server.astream(…)`."""
        return self.client.astream(value, timeout=timeout)

    def reload(self) -> None:
        """Serves the truss as it is now. What was served goes on until that is loaded, and where it cannot be.

        Raises:
            TrussError: why it cannot be loaded.
        """
        params = {"server": self._number, "secretVariables": secret_variables()}
        with ProgressLine() as progress:
            reloaded = self._engine.call("server.reload", params, progress)
        self.client._forget()  # noqa: SLF001 - it is Truss's own
        warn_of(reloaded["warnings"])

    def stop(self) -> None:
        """Lets it finish the requests that it has accepted, and ends it. Does nothing the second time."""
        _started.pop(self._number, None)
        self.client.close()
        if not self.is_running:
            return
        _ended[self._number] = "stopped"
        with contextlib.suppress(TrussError):  # an engine that has died took its servers with it
            self._engine.call("server.stop", {"server": self._number})


def start_server(
    directory: str | os.PathLike[str], port: int | None, workers: int | None, *, dev: bool = False
) -> TrussServer:
    """Starts a server, and waits until it is ready. A server of this process on the same port gives way to it.

    Args:
        directory: an absolute path of a truss.
        port: the port; None: a free one.
        workers: how many processes run the model; None: what the config says.
        dev: whether errors have the model's traceback.

    Raises:
        TrussError: why its environment cannot be made, its model not loaded, or its port not had.
    """
    client = engine()
    params: dict[str, Any] = {"directory": os.fspath(directory), "secretVariables": secret_variables(), "dev": dev}
    params.update({key: value for key, value in (("port", port), ("workers", workers)) if value is not None})
    if port:
        _free(port)
    with ProgressLine() as progress:
        started = client.call("server.start", params, progress, undo=_stop_again, cancels=True)
    server = TrussServer(client, os.fspath(directory), started)
    _started[started["server"]] = server
    warn_of(started["warnings"])
    return server


def follow(directory: str | os.PathLike[str]) -> None:
    """Has the servers of a truss in this process answer with the truss as it is now; warns where one cannot.

    Args:
        directory: an absolute path of the truss, which was made anew.
    """
    for server in list(_started.values()):
        if server.is_running and os.path.realpath(server._directory) == os.path.realpath(directory):  # noqa: SLF001
            try:
                server.reload()
            except TrussError as error:
                message = f"{server.url} still answers with the former model: {error}"
                warn_of([{"message": message, "hint": "Mend it, and call the server's reload()"}])


def _free(port: int) -> None:
    for server in list(_started.values()):
        if server.is_running and urlsplit(server.url).port == port:
            server.stop()


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
