"""Imports from a truss's folders that see every edit, for a process that loads the same truss again and again."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib.machinery import (
    BYTECODE_SUFFIXES,
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
    SourcelessFileLoader,
)
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType


class UncachedLoader(SourceFileLoader):
    """Compiles the source each time.

    Python's cache takes a file as unchanged whose size and second of modification are: an edit of one digit right
    after a load would be missed. Nor is a `__pycache__` left in the user's folders.
    """

    def get_code(self, fullname: str) -> CodeType:
        """The code of a module, from its source."""
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


@contextmanager
def fresh_sources(folders: tuple[str, ...]) -> Iterator[None]:
    """While it is open, modules under the folders (absolute, ending in a slash) are compiled from their source."""
    open_folder = FileFinder.path_hook(
        (ExtensionFileLoader, EXTENSION_SUFFIXES),
        (UncachedLoader, SOURCE_SUFFIXES),
        (SourcelessFileLoader, BYTECODE_SUFFIXES),
    )

    def hook(path: str) -> object:
        if not f"{path}/".startswith(folders):
            raise ImportError(path)
        return open_folder(path)

    _forget_finders(folders)
    sys.path_hooks.insert(0, hook)  # type: ignore[arg-type]
    try:
        yield
    finally:
        sys.path_hooks.remove(hook)  # type: ignore[arg-type]
        _forget_finders(folders)


def _forget_finders(folders: tuple[str, ...]) -> None:
    for path in [path for path in sys.path_importer_cache if f"{path}/".startswith(folders)]:
        del sys.path_importer_cache[path]
