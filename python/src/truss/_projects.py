"""Opens trusses that exist, and starts new ones by hand."""

from __future__ import annotations

import os
from collections.abc import Sequence

from truss._engine_client import engine
from truss._frames import hides_frames
from truss._handle.handle import TrussHandle
from truss._lists import as_list
from truss._paths import absolute_path
from truss._progress import ProgressLine
from truss._reports.report import report_initialised


@hides_frames
def load(truss_directory: str | os.PathLike[str]) -> TrussHandle:
    """Opens a truss.

    Args:
        truss_directory: a directory with a `config.yaml`.

    Returns:
        The truss; its config has been read and checked.

    Raises:
        TrussError: `PROJECT_NOT_FOUND` where there is no truss.
        InvalidConfigurationError: the config is not valid; all its problems are in `issues`.
    """
    handle = TrussHandle(truss_directory)
    handle.config  # noqa: B018 - reading it is the check
    return handle


@hides_frames
def from_directory(truss_directory: str | os.PathLike[str]) -> TrussHandle:
    """Opens a truss: the name that `load` had in 2022."""
    return load(truss_directory)


@hides_frames
def init(
    target_directory: str | os.PathLike[str],
    data_files: Sequence[str | os.PathLike[str]] | None = None,
    requirements_file: str | os.PathLike[str] | None = None,
) -> TrussHandle:
    """Starts a truss for a model class of your own: the class goes into its `model/model.py`.

    Args:
        target_directory: where to; it must be empty, or not exist.
        data_files: files, directories or glob patterns to copy to the truss's `data/`.
        requirements_file: a requirements file whose lines become the truss's requirements.

    Returns:
        The new truss.

    Raises:
        TrussError: `PROJECT_TARGET_NOT_EMPTY`, `FILE_UNWRITABLE`, `FILE_MISSING`.
    """
    params = {
        "directory": absolute_path(target_directory),
        "dataFiles": [absolute_path(path) for path in as_list("data_files", data_files or ())],
        "requirementsFile": None if requirements_file is None else absolute_path(requirements_file),
    }
    with ProgressLine() as progress:
        made = engine().call("project.init", params, progress)
    handle = TrussHandle(made["directory"])
    report_initialised(handle, made)
    return handle
