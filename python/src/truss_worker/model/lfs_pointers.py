"""Files that git has left out: a clone without Git LFS has small texts in the place of large files."""

from __future__ import annotations

import os

_BEGINNING = b"version https://git-lfs.github.com/spec/"
_LONGEST_POINTER = 1024
"""What the specification of Git LFS allows a pointer."""

_MOST_FILES = 10_000
"""Of more files, the rest is not looked at: somebody waits for the error."""


def find_pointers(folder: str) -> list[str]:
    """Give the paths, from the folder, of the files in it that are only pointers of Git LFS."""
    found: list[str] = []
    seen = 0
    for directory, _, names in os.walk(folder):
        for name in sorted(names):
            seen += 1
            if seen > _MOST_FILES:
                return found
            path = os.path.join(directory, name)
            if _is_pointer(path):
                found.append(os.path.relpath(path, folder))
    return found


def _is_pointer(path: str) -> bool:
    try:
        if os.path.getsize(path) > _LONGEST_POINTER or not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            return file.read(len(_BEGINNING)) == _BEGINNING
    except OSError:
        return False
