"""Form 0: a request without a body, which the model gets as None."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from truss_worker.codec import Frame


def decode(_request: Frame, _max_json_depth: int) -> None:
    """None, whatever the frame holds."""
