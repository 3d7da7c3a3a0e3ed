"""What a request wants its answer to have."""

from __future__ import annotations

from typing import NamedTuple


class WantedOutput(NamedTuple):
    """An output that the request asks for."""

    name: str
    is_binary: bool


class Wanted(NamedTuple):
    """What the answer shall have; one without anything stands for a request in another form."""

    id: str | None = None
    """What the answer shall carry as its `id`."""
    outputs: tuple[WantedOutput, ...] | None = None
    """Which outputs; None for all of them."""
    all_binary: bool = False
    """Whether all outputs are wanted as raw bytes, where none is named."""
