"""Answers requests with a truss's model in the truss's own environment, which is kept warm."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from truss._in_process import Fingerprint
from truss._progress import is_quiet
from truss._server import TrussServer, start_server
from truss.errors import TrussError
from truss_worker.http.http_objects import HTTPError


class OwnEnvironmentModel:
    """The model of one truss in a process of its own environment: a server on this machine.

    It is started when it is first needed, and ends with this process, and when the truss has changed.

    Args:
        directory: an absolute path of the truss.
        state: gives what tells that a file of the truss has changed.
    """

    def __init__(self, directory: str, state: Callable[[], Fingerprint]) -> None:
        self._directory = directory
        self._state = state
        self._server: TrussServer | None = None
        self._served: Fingerprint = ()

    @property
    def is_warm(self) -> bool:
        """Whether it runs with the truss as it is; it is ended where it runs with another."""
        if self._server is None or (self._server.is_running and self._state() == self._served):
            return self._server is not None
        self._server.stop()
        self._server = None
        return False

    def start(self, why: str) -> None:
        """Starts it, and says so.

        Args:
            why: it cannot be done here.

        Raises:
            TrussError: the environment cannot be made, or the model not be loaded there.
        """
        if not is_quiet():
            print(f"{why}: asking the model in the truss's own environment", file=sys.stderr)
        before = self._state()
        self._server = start_server(self._directory, None, 1, dev=True)
        after = self._state()
        # That the lock has been written is no change of what is served.
        self._served = after if _without_lock(before) == _without_lock(after) else before

    def answer(self, request: Any) -> Any:
        """Answers one request.

        Raises:
            HTTPError: the model refuses the request.
            TrussError: the model failed, with its traceback.
        """
        assert self._server is not None, "it was started"
        try:
            return self._server.client._answer(request)  # noqa: SLF001 - it is Truss's own
        except TrussError as error:
            if error.code != "MODEL_HTTP_ERROR" or error.status is None:
                raise
            said = error.message if error.details is None else error.details
            raise HTTPError(error.status, said) from None


def _without_lock(state: Fingerprint) -> Fingerprint:
    return tuple(file for file in state if not file[0].endswith(f"{os.sep}requirements.lock"))
