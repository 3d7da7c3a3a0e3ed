"""What was written into a truss, as a list short enough to be read."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

# Of a folder with many files the first are named, the others counted.
_NAMED_FILES = 4
_MODEL = "the model"
_EXAMPLES = "requests to try it with"


def written_rows(
    directory: Path, config: Mapping[str, Any], written: Sequence[str], has_examples: bool
) -> Iterator[tuple[str, str]]:
    """Names every file that was written, and what it is for.

    Args:
        directory: the truss.
        config: its complete config, which says where its parts lie.
        written: paths from there.
        has_examples: whether there is any in the file of examples that was written.

    Yields:
        A file, or a folder with several of them, and what it is for.
    """
    left = list(written)
    for place, what in _roles(config, has_examples):
        files = [path for path in left if path == place or path.startswith(f"{place}/")]
        left = [path for path in left if path not in files]
        size = f", {_size_of(directory, files)}" if what is _MODEL else ""
        if len(files) == 1:
            yield files[0], what + size
        elif files:
            folder = posixpath.commonpath(files)
            yield f"{folder}/", f"{_names(folder, files)}: {what}{size}"
    for path in left:
        yield path, ""


def _roles(config: Mapping[str, Any], has_examples: bool) -> list[tuple[str, str]]:
    """What lies where; a folder inside of another one comes before it."""
    return [
        ("config.yaml", "what the truss is; yours to edit"),
        (
            posixpath.join(config["model_module_dir"], config["model_class_filename"]),
            "answers the requests; change what you like",
        ),
        (posixpath.join(config["data_dir"], "model"), _MODEL),
        (posixpath.join(config["data_dir"], ".gitignore"), "leaves the large files out of git"),
        (config["data_dir"], "your data"),
        ("weights.lock", "which large files lie outside, byte for byte"),
        (config["bundled_packages_dir"], "your own code that it needs"),
        (config["examples_filename"], _EXAMPLES if has_examples else "empty: no request is known that it takes"),
    ]


def _names(folder: str, files: Sequence[str]) -> str:
    names = [posixpath.relpath(file, folder) for file in files[:_NAMED_FILES]]
    others = len(files) - len(names)
    return ", ".join(names) + (f" and {others} more" if others else "")


def _size_of(directory: Path, files: Sequence[str]) -> str:
    return human_size(sum(os.path.getsize(directory / file) for file in files))


def human_size(size: float) -> str:
    """A number of bytes for people, such as `12 kB`."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
