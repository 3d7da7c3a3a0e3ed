"""What reading and writing a body takes beside the request itself."""

from __future__ import annotations

from typing import Any, NamedTuple


class Context(NamedTuple):
    """The same for all requests of a worker."""

    max_json_depth: int
    """How many arrays and objects of a body may stand inside each other."""
    entry: dict[str, str]
    """The `name` and `version` under which the model is served."""
    config: dict[str, Any]
    """The truss's complete config."""
