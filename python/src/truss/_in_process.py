"""Answers requests with a truss's model in this very process."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from truss._client.received import as_received
from truss._engine_client import engine
from truss._secrets import secret_variables, secrets_state, take_secrets
from truss.errors import TrussError, error_of
from truss_worker.errors import WorkerError
from truss_worker.model.loader import LoadedModel, load_model
from truss_worker.tables.layout import layout_of
from truss_worker.tables.requests import read_tables
from truss_worker.values.json_encode import to_plain

_FOR_ANOTHER_PYTHON = "MODEL_PYTHON_MISMATCH"

Fingerprint = tuple[tuple[str, int, int], ...]

# The environment belongs to the process: one model at a time has its own.
_environment = threading.RLock()


class NotForThisProcessError(TrussError):
    """This process has not the Python or the packages that a model needs; its own environment has."""


class InProcessModel:
    """The model of one truss, loaded when it is first asked, and again after a file or a secret of it has changed.

    Args:
        directory: an absolute path of the truss.
    """

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._model: LoadedModel | None = None
        self._config: Mapping[str, Any] = {"secrets": {}}
        self._outside: Sequence[str] = ()
        self._fingerprint: Fingerprint = ()
        self._secrets_state: tuple[int, ...] = ()

    def answer(self, request: Any) -> Any:
        """Answers one request as the server would.

        The request and the answer pass through the same conversions as JSON, so that arrays and tuples come out as
        lists and NaN as None, whichever way the model is asked. Bytes, streams and responses stay what they are.

        Args:
            request: a JSON value, in which arrays and DataFrames may stand for lists; or a file, as a client sends it.

        Raises:
            NotForThisProcessError: the model needs what is not installed here.
            TrussError: the model cannot be loaded, or its answer not be written as JSON.
            Exception: whatever the model raised.
        """
        try:
            model = self._loaded()
            with _variables(self._config):
                answer = model.call("predict", self._as_sent(request))
            return answer if _has_a_form_of_its_own(answer) else to_plain(answer)
        except WorkerError as error:
            if error.code == _FOR_ANOTHER_PYTHON or self._lacks_packages(error):
                raise NotForThisProcessError(error.message, error.code, error.hint) from error.__cause__
            # `from` the user's own exception, where there is one: its traceback is what helps.
            raise error_of(error.code, error.message, error.hint) from (error.__cause__ or error)

    def _as_sent(self, request: Any) -> Any:
        """The request as the model would get it over HTTP, where a table may come in several forms."""
        received = as_received(request)
        plain = _plain(request) if received is request else received
        layout = layout_of((self._config.get("signature") or {}).get("inputs") or ())
        tables = read_tables(plain, "", layout, is_invocation=False)
        return plain if tables is None else tables

    def _lacks_packages(self, error: WorkerError) -> bool:
        """Whether a model could not be loaded for want of a package that its requirements may bring."""
        is_missing = isinstance(error.__cause__, ModuleNotFoundError)
        has_requirements = bool(self._config.get("requirements") or self._config.get("requirements_file"))
        return self._model is None and is_missing and has_requirements

    def state_of_files(self) -> Fingerprint:
        """What tells that a file of the truss has changed."""
        return tuple(state for directory in (self._directory, *self._outside) for state in _files(directory))

    def _loaded(self) -> LoadedModel:
        fingerprint = self.state_of_files()
        is_current = fingerprint == self._fingerprint and secrets_state(self._config) == self._secrets_state
        if self._model is None or not is_current:
            self._model = None  # before the new one: two of a large model may not fit
            asked = {"directory": self._directory, "secrets": True, "secretVariables": secret_variables()}
            loaded = engine().call("project.load", asked)
            secrets = take_secrets(loaded)
            self._config = loaded["config"]
            self._secrets_state = secrets_state(self._config)
            settings = loaded["settings"]
            self._outside = settings["model"]["externalPackageDirs"]
            with _variables(self._config):
                self._model = load_model({**settings, "config": self._config, "secrets": secrets})
            # Only now is it known which directories outside belong to it.
            self._fingerprint = self.state_of_files() if self._outside else fingerprint
        return self._model


@contextlib.contextmanager
def _variables(config: Mapping[str, Any]) -> Iterator[None]:
    """Sets the environment variables of the config, as a worker has them, and puts back what was there."""
    variables = config["environment_variables"]
    with _environment:
        former = {name: os.environ.get(name) for name in variables}
        os.environ.update(variables)
        try:
            yield
        finally:
            for name, value in former.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def _files(directory: str) -> Iterator[tuple[str, int, int]]:
    """What tells that a file has changed: path, time of modification, size."""
    for folder, subfolders, files in os.walk(directory):
        subfolders[:] = sorted(name for name in subfolders if name != "__pycache__" and name[0] != ".")
        for name in sorted(files):
            path = os.path.join(folder, name)
            with contextlib.suppress(FileNotFoundError):  # a link to nowhere
                status = os.stat(path)
                yield path, status.st_mtime_ns, status.st_size


def _plain(request: Any) -> Any:
    """The request as JSON has it; what only a binary body could carry is handed on as it is."""
    try:
        return to_plain(request)
    except WorkerError:
        return request


def _has_a_form_of_its_own(answer: Any) -> bool:
    is_response = hasattr(answer, "status_code") and hasattr(answer, "headers")
    return isinstance(answer, (bytes, bytearray, memoryview)) or hasattr(answer, "__next__") or is_response
