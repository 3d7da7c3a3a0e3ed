"""What reading and writing a body takes beside the request itself."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from truss_worker.tables.layout import layout_of

if TYPE_CHECKING:
    from truss_worker.v2.served_model import ServedModel


class Context:
    """The same for all requests of a worker.

    Args:
        max_json_depth: how many arrays and objects of a body may stand inside each other.
        entry: the `name` and `version` under which the model is served.
        config: the truss's complete config.
    """

    def __init__(self, max_json_depth: int, entry: dict[str, str], config: dict[str, Any]) -> None:
        self.max_json_depth = max_json_depth
        self._entry = entry
        self._config = config
        self.layout = layout_of((config.get("signature") or {}).get("inputs") or ())
        """What the model takes of a table; None where it does not say that it takes any."""

    @cached_property
    def served_model(self) -> ServedModel:
        """What V2 needs to know of the model: made at its first request, since most models never meet one."""
        from truss_worker.v2.served_model import read_served_model

        return read_served_model(self._entry, self._config)
