"""The surroundings that a truss's code runs in: sys.path, the working directory, and its own modules in sys.modules."""

from __future__ import annotations

import os
import sys
from threading import RLock
from typing import TYPE_CHECKING, Final, NamedTuple

from truss_worker import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType, TracebackType

    from truss_worker.model.settings import Settings

_SHIM_FOLDER: Final = os.path.join(FOLDER, "shim")
_STDLIB_FOLDER: Final = os.path.dirname(os.__file__)

# All of it belongs to the process, so that only one truss can be active at a time.
_lock: Final = RLock()


class Activation:
    """A context manager that makes one truss's surroundings the process's, and puts the former ones back.

    What changed inside, such as a path that the model appended or a module that it imported, is there again the next
    time, and nowhere in between: two trusses that both have a module `features` do not meet. The worker enters it once
    and never leaves.
    """

    def __init__(self, settings: Settings) -> None:
        self._directory = settings.directory
        own = (settings.module_folder, settings.packages_folder, *settings.external_folders)
        self._folders = tuple(folder + os.sep for folder in own)
        self._names = {settings.package}.union(*map(_importable_names, self._folders))
        self._path: list[str] | None = None
        self._modules: dict[str, ModuleType] = {}
        self._former: _Surroundings | None = None
        self._depth = 0

    def __enter__(self) -> None:
        _lock.acquire()
        try:
            if self._depth == 0:
                self._former = self._change()
            self._depth += 1
        except BaseException:
            _lock.release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._depth -= 1
            if self._depth == 0 and self._former is not None:
                self._change_back(self._former)
        finally:
            _lock.release()

    def _change(self) -> _Surroundings:
        directory = os.getcwd()
        os.chdir(self._directory)
        # The first time every module is looked at; later only those that are in the way of ours.
        in_the_way = [*sys.modules] if self._path is None else [*self._modules]
        hidden = self._take_own_modules(in_the_way)
        former = _Surroundings(directory, list(sys.path), hidden, set(sys.modules))
        sys.modules.update(self._modules)
        sys.path[:] = self._path or _arrange(sys.path, self._folders)
        return former

    def _change_back(self, former: _Surroundings) -> None:
        self._modules = self._take_own_modules(sys.modules.keys() - former.other_modules)
        sys.modules.update(former.hidden_modules)
        self._path = list(sys.path)
        sys.path[:] = former.path
        os.chdir(former.directory)

    def _take_own_modules(self, candidates: Iterable[str]) -> dict[str, ModuleType]:
        """Removes from sys.modules, and gives, those that the truss's own files are, or would be, imported as."""
        own = [name for name in candidates if self._is_own(name, sys.modules.get(name))]
        return {name: sys.modules.pop(name) for name in own if name in sys.modules}

    def _is_own(self, name: str, module: ModuleType | None) -> bool:
        if name.partition(".")[0] in self._names and not _is_protected(name, module):
            return True
        return _location(module).startswith(self._folders)


class _Surroundings(NamedTuple):
    directory: str
    path: list[str]
    hidden_modules: dict[str, ModuleType]
    other_modules: set[str]


def _arrange(path: list[str], folders: tuple[str, ...]) -> list[str]:
    """The standard library, the truss's folders, the environment's packages, and last what stands in for `truss`.

    The standard library is first because a `model/queue.py` must not be what other packages get as `queue`.
    """
    standard = [entry for entry in path if _is_standard(entry)]
    others = [entry for entry in path if not _is_standard(entry)]
    own = [os.path.dirname(folder) for folder in folders if os.path.isdir(folder)]
    return [*standard, *own, *others, _SHIM_FOLDER]


def _is_standard(entry: str) -> bool:
    zipped = f"python{sys.version_info[0]}{sys.version_info[1]}.zip"
    return entry in (_STDLIB_FOLDER, os.path.join(_STDLIB_FOLDER, "lib-dynload")) or os.path.basename(entry) == zipped


def _importable_names(folder: str) -> set[str]:
    """The modules of a folder that are found before those of the same name that come later on the path.

    A folder without `__init__.py` is none of them: Python prefers any real package to it.
    """
    try:
        entries = os.listdir(folder)
    except OSError:
        return set()
    names = {name.partition(".")[0] for name in entries if name.endswith((".py", ".so"))}
    packages = {name for name in entries if os.path.isfile(os.path.join(folder, name, "__init__.py"))}
    return names | packages


def _is_protected(name: str, module: ModuleType | None) -> bool:
    """Whether a module is the standard library's or the worker's, whatever files the truss has."""
    if name in sys.builtin_module_names or name.partition(".")[0] in ("truss_worker", "__main__"):
        return True
    location = _location(module)
    return location.startswith(_STDLIB_FOLDER + os.sep) and "site-packages" not in location


def _location(module: ModuleType | None) -> str:
    """The file of a module, or the folder of one that is only a folder; empty where it has neither."""
    file = getattr(module, "__file__", None)
    folders = None if file else getattr(module, "__path__", None)
    return file or (next(iter(folders), "") if folders else "")
