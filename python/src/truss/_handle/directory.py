"""What every part of a handle works with: the directory, and the engine that reads and changes it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from truss._engine_client import engine
from truss._handle.fields import Fields
from truss._handle.spec import TrussSpec
from truss._paths import absolute_path
from truss._warnings import warn_of


class TrussDirectory:
    """A truss by its directory. Nothing is remembered of it, so that what a handle says is never out of date.

    Args:
        truss_directory: the directory. Nothing is read until something is asked.
    """

    def __init__(self, truss_directory: str | os.PathLike[str]) -> None:
        self._directory = Path(absolute_path(truss_directory))

    @property
    def directory(self) -> Path:
        """The absolute path of the truss."""
        return self._directory

    @property
    def spec(self) -> TrussSpec:
        """What the truss is: its config with every default, its parts and its examples, read anew each time.

        Raises:
            TrussError: `PROJECT_NOT_FOUND`.
            InvalidConfigurationError: the config is not valid; all its problems are in `issues`.
            ValidationError: the examples are not valid.
        """
        return TrussSpec(self._call("project.load"))

    @property
    def config(self) -> Fields:
        """The complete config, with the keys of `config.yaml`: the same as `spec.config`."""
        return self.spec.config

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        """Calls a method of the engine for this truss."""
        answer: dict[str, Any] = engine().call(method, {"directory": str(self._directory), **params})
        return answer

    def _change(self, method: str, **params: Any) -> None:
        """Calls a method that changes the config, and warns of what has become doubtful in it."""
        warn_of(self._call(method, **params)["warnings"])

    def _edit(self, *edits: Mapping[str, Any]) -> None:
        self._change("project.edit", edits=edits)
