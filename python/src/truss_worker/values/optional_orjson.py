"""orjson, which reads and writes JSON several times as fast: the model's environment's, or else one of Truss's own."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from truss_worker import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

Function = TypeVar("Function")

OPTION: Final = "truss_packages"
"""The option of `python -X` that names a folder of packages of the worker's own."""

# An image has them here.
_OWN_FOLDER: Final = os.path.join(FOLDER, "packages")

# orjson's import takes 25 ms, since it brings zoneinfo, uuid and dataclasses along: as long as the standard library
# takes for 1 MB. A worker that has just started answers without it.
_WORTH_BYTES: Final = 64 * 1024


class WithOrjson(Generic[Function]):
    """A function over JSON, which is made anew with orjson once it has had so much to do that orjson's import pays.

    Args:
        make: makes it of orjson, or of None.
    """

    def __init__(self, make: Callable[[Any], Function]) -> None:
        self._make = make
        self._bytes = 0
        self.call = make(None)
        """The function as it is now."""
        self.is_open = True
        """Whether it still matters how much there is to do."""

    def note(self, count: int) -> None:
        """So many bytes are there to be read, or were written."""
        self._bytes += count
        if self._bytes >= _WORTH_BYTES:
            self.is_open = False
            self.call = self._make(find_orjson())


@lru_cache(maxsize=1)
def find_orjson() -> Any:
    """The module, or None."""
    return _import_orjson() or _import_own(sys._xoptions.get(OPTION)) or _import_own(_OWN_FOLDER)  # noqa: SLF001


def _import_orjson() -> Any:
    try:
        import orjson
    except Exception:  # noqa: BLE001 - a build that does not fit this machine raises more than ImportError
        return None
    return orjson


def _import_own(folder: Any) -> Any:
    """The one of a folder, for ourselves alone: a model that needs it has to require it, or it fails elsewhere."""
    if not isinstance(folder, str) or not os.path.isdir(folder):
        return None
    sys.path.append(folder)
    try:
        return _import_orjson()
    finally:
        sys.path.remove(folder)
        for name in ("orjson", "orjson.orjson"):
            sys.modules.pop(name, None)
