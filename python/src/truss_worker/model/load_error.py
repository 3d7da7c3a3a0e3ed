"""Why a model could not be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truss_worker.errors import WorkerError
from truss_worker.model.lfs_pointers import find_pointers
from truss_worker.model.system_libraries import system_library_hint
from truss_worker.process.debugger import debugger_hint
from truss_worker.values.container_paths import container_path_hint
from truss_worker.values.exceptions import describe_exception

if TYPE_CHECKING:
    from typing import Literal

    Phase = Literal["hello", "import", "init", "load"]


class LoadError(WorkerError):
    """A model that could not be loaded; its header is that of FAILED (specs/wire-protocol.md 3.6)."""


def load_error(phase: Phase, code: str, message: str, hint: str | None = None) -> LoadError:
    """An error that another try does not mend."""
    return LoadError(code, message, hint, phase=phase, permanent=True)


def load_error_of(phase: Phase, code: str, message: str, error: BaseException, data_folder: str = "") -> LoadError:
    """An error that an exception of the user's code is the reason of; another try may help but for an import.

    With the folder of the model's files, where the code may have read them, the hint tells of those that are missing.
    """
    hint = _hint_for(error) or _hint_for_files(data_folder)
    return LoadError(code, message, hint, describe_exception(error), phase=phase, permanent=phase == "import")


def _hint_for(error: BaseException) -> str | None:
    if isinstance(error, ModuleNotFoundError) and error.name:
        package = error.name.partition(".")[0]
        return f"Add the package that has '{package}' to the requirements in config.yaml, or its file to packages/."
    if isinstance(error, SystemExit):
        return "Raise an exception that says what is wrong instead of calling sys.exit()."
    return system_library_hint(error) or debugger_hint(error) or container_path_hint(error)


def _hint_for_files(data_folder: str) -> str | None:
    pointers = find_pointers(data_folder) if data_folder else []
    if not pointers:
        return None
    first, *others = pointers
    are = f"and {len(others)} more are pointers" if others else "is a pointer"
    return f"{first} in the data directory {are} of Git LFS, without what it stands for: run `git lfs pull`."
