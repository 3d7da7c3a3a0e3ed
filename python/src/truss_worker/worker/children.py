"""Processes that multiprocessing starts for a model: they find its own functions under the names that they have."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from truss_worker.model.loading.importing import ensure_package

if TYPE_CHECKING:
    from truss_worker.model.settings import Settings

_VARIABLE: Final = "TRUSS_WORKER_PACKAGE"


def tell_children(settings: Settings) -> None:
    """Leaves word of the package that the model's file is in, which need not be one that Python finds by itself."""
    os.environ[_VARIABLE] = f"{settings.package}:{settings.module_folder}"


def prepare_child() -> None:
    """Makes that package known in a process that multiprocessing has spawned, which unpickles the model's functions."""
    name, _, folder = os.environ.get(_VARIABLE, "").partition(":")
    if folder:
        ensure_package(name, folder)
