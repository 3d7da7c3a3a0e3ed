"""`context`: what a model may ask of where it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from truss_worker.model.loading.arrivals import Arrivals


class Context:
    """Where the files of a model are.

    Args:
        data_dir: the directory of the data that lies in the truss.
        weights: where those are that do not, by their names.
        arrivals: those that are still on their way.
    """

    def __init__(self, data_dir: Path, weights: dict[str, Path], arrivals: Arrivals) -> None:
        self.data_dir = data_dir
        self.weights = Weights(weights, arrivals)


class Weights:
    """The fetched files of a model by the names of its config: each is a directory, or a file where it is one alone."""

    def __init__(self, places: dict[str, Path], arrivals: Arrivals) -> None:
        self._places = places
        self._arrivals = arrivals

    def __getitem__(self, name: str) -> Path:
        """Where they are, when all are there. Raises KeyError, with the names that there are, for one that is none."""
        try:
            place = self._places[name]
        except KeyError:
            known = ", ".join(sorted(self._places)) or "none"
            raise KeyError(f"There are no weights named {name!r} in the config; there are: {known}") from None
        self._arrivals.wait_for(name)
        return place

    def __contains__(self, name: Any) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
