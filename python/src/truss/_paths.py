"""Paths of the user's, as the engine takes them."""

from __future__ import annotations

import os

from truss.errors import error_of


def absolute_path(path: str | os.PathLike[str]) -> str:
    """Makes a path absolute; a leading `~` is the user's home.

    Args:
        path: any path. Nothing need be there.

    Raises:
        ValidationError: `INPUT_INVALID` where it can be no path for the engine: it has a null character, or bytes that
            are no UTF-8.
    """
    text = os.path.abspath(os.path.expanduser(os.fspath(path)))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise error_of(
            "INPUT_INVALID", f"{text!r} cannot be used: its name is no UTF-8", "Rename it, or choose another place"
        ) from error
    if "\0" in text:
        raise error_of("INPUT_INVALID", f"{text!r} is no path: it has a null character in it", "Name a directory")
    return text
