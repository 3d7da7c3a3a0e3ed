"""The metadata of distributions whose code is copied: code asks for its own version, and for its entry points."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import Distribution
from pathlib import Path

_TAKEN = {"METADATA": ("METADATA", "PKG-INFO"), "entry_points.txt": ("entry_points.txt",)}
"""The files that are taken along, and what they are called where they lie. The others tell of this machine."""


def copy_metadata(distributions: Iterable[Distribution], packages: Path) -> None:
    """Copies what `importlib.metadata` reads.

    Args:
        distributions: those whose code is copied.
        packages: the folder they go to; made if there is anything to copy.
    """
    for each in distributions:
        name = each.metadata["Name"].replace("-", "_")
        folder = packages / f"{name}-{each.version}.dist-info"
        folder.mkdir(parents=True, exist_ok=True)
        for target, names in _TAKEN.items():
            text = next((text for name in names if (text := each.read_text(name))), None)
            if text is not None:
                (folder / target).write_text(text, "utf-8")
