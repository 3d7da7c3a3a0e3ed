"""Finds under which name a library is installed that indexes have under several."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def installed_name(*names: str) -> str:
    """Gives the first of some names of distributions that is installed; the first of all where none is."""
    for name in names:
        try:
            version(name)
        except PackageNotFoundError:
            continue
        return name
    return names[0]
