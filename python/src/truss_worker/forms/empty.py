"""Form 0: a request without a body, which the model gets as None."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from truss_worker.forms.context import Context
    from truss_worker.wire.codec import Frame


def decode(_request: Frame, _context: Context) -> None:
    """None, whatever the frame holds."""
