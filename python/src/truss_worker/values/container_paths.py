"""Files that a model looks for where a container has them."""

from __future__ import annotations

import os

_PLACES = {
    "/app": "the truss is the working directory: open 'data/NAME', or what __init__ gets as data_dir.",
    "/packages": "what is in the truss's packages/ is imported by its name.",
    "/secrets": "read secrets['NAME'], which __init__ gets as secrets.",
}


def container_path_hint(error: BaseException) -> str | None:
    """What to do where a file of a container is missing; None for every other exception."""
    if not isinstance(error, (FileNotFoundError, PermissionError)):
        return None
    beginning = "/".join(str(error.filename).split("/")[:2])
    if beginning not in _PLACES or os.path.exists(beginning):
        return None
    return f"There is no {beginning} without a container: {_PLACES[beginning]}"
