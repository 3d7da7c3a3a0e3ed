"""`lazy_data_resolver`, which models of today's Truss wait with until their weights are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from truss_worker.model.loading.arrivals import Arrivals


class LazyDataResolver:
    """Waits for what is still on its way.

    Args:
        data_folder: where the data is.
        arrivals: the weights that are on their way.
    """

    def __init__(self, data_folder: Path, arrivals: Arrivals) -> None:
        self._data_folder = data_folder
        self._arrivals = arrivals

    def block_until_download_complete(self, *_: Any, **__: Any) -> Path:
        """Returns when all weights are there; gives the folder of the data."""
        self._arrivals.wait_for_all()
        return self._data_folder
