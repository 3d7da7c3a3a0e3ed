"""Files of a model that are still on their way when its code runs."""

from __future__ import annotations

import os
from time import sleep
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# The server ends this process where they will not come: nobody waits for ever.
_LOOK_EVERY_SECONDS: Final = 0.05


class Arrivals:
    """Waits for the weights of a model, each by its name.

    Args:
        markers: of those that are on their way, the file that is there when they are.
    """

    def __init__(self, markers: Mapping[str, str]) -> None:
        self._markers = dict(markers)

    def wait_for(self, name: str) -> None:
        """Returns when these are there; at once, where they are or are not known."""
        marker = self._markers.get(name)
        while marker is not None and not os.path.exists(marker):
            sleep(_LOOK_EVERY_SECONDS)
        # What was there once is not waited for again, whoever takes it away.
        self._markers.pop(name, None)

    def wait_for_all(self) -> None:
        """Returns when everything is there."""
        for name in list(self._markers):
            self.wait_for(name)
