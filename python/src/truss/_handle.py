"""A truss in Python's hand."""

from __future__ import annotations

import html
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from truss._engine_client import engine
from truss._in_process import InProcessModel
from truss._server import TrussServer, start_server


class TrussHandle:
    """A truss: a directory that holds a model and everything needed to run it.

    Args:
        truss_directory: the directory. Nothing is read until something is asked.
    """

    def __init__(self, truss_directory: str | os.PathLike[str]) -> None:
        self._directory = Path(os.path.abspath(truss_directory))
        self._in_process = InProcessModel(str(self._directory))

    @property
    def directory(self) -> Path:
        """The absolute path of the truss."""
        return self._directory

    @property
    def config(self) -> Mapping[str, Any]:
        """The complete config, with every default filled in: read anew each time, and not to be written to.

        Raises:
            TrussError: `PROJECT_NOT_FOUND`.
            InvalidConfigurationError: the config is not valid; all its problems are in `issues`.
        """
        config: Mapping[str, Any] = MappingProxyType(self._load()["config"])
        return config

    @property
    def spec(self) -> Mapping[str, Any]:
        """The config, by the name that it had in 2022."""
        return self.config

    @property
    def examples(self) -> Sequence[Mapping[str, Any]]:
        """The truss's examples: mappings with `name` and `input`, a whole request."""
        examples: Sequence[Mapping[str, Any]] = self._load()["examples"]
        return examples

    def predict(self, request: Any) -> Any:
        """Answers a request in this process, with the packages installed here; a server gives the same answer.

        The model is loaded on the first call, and again when a file of the truss has changed.

        Args:
            request: what would be sent as JSON, such as `{"inputs": [[5.1, 3.5, 1.4, 0.2]]}`. Arrays and DataFrames may
                stand for lists.

        Returns:
            The answer as JSON would have it. What mk_truss generates answers with a dict that has `predictions`, one
            for each row, and `probabilities`, one row of numbers for each, where the model knows them.

        Raises:
            HTTPError: the request does not fit the model (400).
            ModelClassImplementationError: the model class is missing or does not follow the contract.
            TrussError: the model cannot be loaded.
            Exception: whatever the model raised.
        """
        return self._in_process.answer(request)

    def serve(self, port: int | None = None, *, workers: int | None = None) -> TrussServer:
        """Serves the truss over HTTP on this machine, in its own environment, which is made the first time.

        Args:
            port: the port; not given: a free one.
            workers: how many processes run the model; not given: what the config says.

        Returns:
            The server, ready for requests: its `url`, and `stop()`. It can be used in a `with` statement, and ends with
            this process at the latest.

        Raises:
            TrussError: `ENV_…` where the environment cannot be made, `MODEL_…` where the model cannot be loaded,
                `SERVER_PORT_IN_USE`.
        """
        return start_server(self._directory, port, workers)

    def __repr__(self) -> str:
        return f"TrussHandle({str(self._directory)!r})"

    def _repr_html_(self) -> str:
        """The table that a notebook shows."""
        rows = "".join(
            f"<tr><th style='text-align:left'>{html.escape(name)}</th>"
            f"<td style='text-align:left'>{html.escape(value)}</td></tr>"
            for name, value in self._summary()
        )
        return f"<table>{rows}</table>"

    def _summary(self) -> list[tuple[str, str]]:
        config = self.config
        signature = config.get("signature") or {}
        return [
            ("Truss", str(self._directory)),
            ("Framework", str(config["model_framework"])),
            ("Python", str(config["python_version"] or "any")),
            ("Requirements", ", ".join(config["requirements"]) or "none"),
            *((side.capitalize(), _shown_tensors(signature.get(side, ()))) for side in ("inputs", "outputs")),
        ]

    def _load(self) -> Mapping[str, Any]:
        loaded: Mapping[str, Any] = engine().call("project.load", {"directory": str(self._directory)})
        return loaded


def _shown_tensors(tensors: Sequence[Mapping[str, Any]]) -> str:
    shown = [f"{tensor['name']}: {tensor['datatype']} {list(tensor['shape'])}" for tensor in tensors[:8]]
    return ", ".join([*shown, "…"] if len(tensors) > len(shown) else shown) or "not declared"
