"""Tells Python's own modules from all others."""

from __future__ import annotations

import os
import sys
import sysconfig
from functools import cache


def is_stdlib(name: str) -> bool:
    """Whether the top level of a dotted module name belongs to the standard library of this Python."""
    return name.partition(".")[0] in _names()


@cache
def _names() -> frozenset[str]:
    known: frozenset[str] | None = getattr(sys, "stdlib_module_names", None)
    if known is not None:
        return known
    # Python 3.9 has no such list: what lies in the folders of the standard library is it.
    found = set(sys.builtin_module_names)
    stdlib = sysconfig.get_path("stdlib")
    for folder in (stdlib, os.path.join(stdlib, "lib-dynload")):
        if os.path.isdir(folder):
            found.update(entry.partition(".")[0] for entry in os.listdir(folder))
    return frozenset(found - {"site-packages", "dist-packages"})
