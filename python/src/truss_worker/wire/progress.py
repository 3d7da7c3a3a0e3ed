"""How many requests this worker has taken up, where the server can read it after the worker's death."""

from __future__ import annotations

import mmap
from typing import Final

_BYTES: Final = 8


class Progress:
    """The counter of specs/wire-protocol.md, section 6: a file of 8 bytes, mapped into memory.

    Args:
        descriptor: the open file; it can be closed afterwards.
    """

    def __init__(self, descriptor: int) -> None:
        # Through a view of one number: slices of a map are copied byte by byte, and a death in between leaves
        # half a number.
        self._count = memoryview(mmap.mmap(descriptor, _BYTES)).cast("Q")

    def reach(self, count: int) -> None:
        """Says that the first `count` requests may have begun; a smaller number than before changes nothing."""
        if count > self._count[0]:
            self._count[0] = count
