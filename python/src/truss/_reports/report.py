"""What mk_truss and init tell the person who called them."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from truss._command import command_words
from truss._progress import is_quiet
from truss._reports.written import human_size, written_rows
from truss._warnings import warn_of

if TYPE_CHECKING:
    from truss._handle.handle import TrussHandle
    from truss._packing.packed import Packed
    from truss._proof.proof import Proof

_LONGEST_REQUEST = 200


def report_made(handle: TrussHandle, kind: str, packed: Packed, made: Mapping[str, Any], proof: Proof | None) -> None:
    """Says what mk_truss wrote, what it kept or changed, whether that answers, and what can be done next."""
    if is_quiet():
        # Silence is asked for where all is well; this would be found out by whoever serves it.
        warn_of([{"message": str(proof)}] if proof is not None and proof.outcome in ("differs", "fails") else [])
        return
    written = written_rows(handle.directory, handle.config, made["written"], bool(packed.examples))
    rows = [*written, *_lock_rows(handle.directory, made)]
    width = max(len(place) for place, _ in rows)
    lines = [
        f"Made a truss of {kind} in {_shown(handle.directory)}",
        *(f"  {place:{width}}   {what}".rstrip() for place, what in rows),
        *_separated(handle, made),
        *_remarks(made),
        *(f"Warning: {doubt}" for doubt in [*packed.doubts, *_doubts_of_batching(handle, packed)]),
        *([] if proof is None else [str(proof)]),
        *_next_steps(handle.directory, packed.examples[0].input if packed.examples else None),
    ]
    print("\n".join(lines))


def report_initialised(handle: TrussHandle, made: Mapping[str, Any]) -> None:
    """Says what init wrote, and where to go on."""
    if is_quiet():
        return
    lines = [f"Made a truss in {_shown(handle.directory)}", *(f"  {path}" for path in made["written"])]
    lines.append(f"Next: write your model into {_shown(os.path.join(handle.directory, 'model', 'model.py'))}")
    print("\n".join(lines))


def report_freed(size: int, count: int, dry_run: bool) -> None:
    """Says how much space cleanup has freed, or would free."""
    if not is_quiet():
        print(f"{'Would free' if dry_run else 'Freed'} {human_size(size)}: {count} files and directories")


def _lock_rows(directory: Path, made: Mapping[str, Any]) -> list[tuple[str, str]]:
    lock = made["lock"]
    if lock is None:
        return []
    folder, name = os.path.split(lock["path"])
    place = name if folder == str(directory) else _shown(lock["path"])
    # Which build of torch it is decides over gigabytes, and over whether a GPU is used.
    build = "" if lock["torch"] is None else f"; {lock['torch']}"
    return [(place, f"{lock['packages']} packages, as they are installed here{build}")]


def _separated(handle: TrussHandle, made: Mapping[str, Any]) -> list[str]:
    """Where the large files are that were to be kept out of the truss."""
    files = made["separated"]
    if made["weights"] != "separate":
        return []
    if not files:
        return ["No file of the model is large enough to be kept out of the truss: all lie in it"]
    names = ", ".join(f"{handle.config['data_dir']}/{file['path']}" for file in files)
    size = human_size(sum(file["size"] for file in files))
    has = "is a link" if len(files) == 1 else "are links"
    return [f"Kept apart, {size} in the store of weights: {names} {has} to it that git leaves out"]


def _remarks(made: Mapping[str, Any]) -> list[str]:
    return [
        *(f"Changed {each['was']} to {each['now']} in {each['path']}" for each in made["changed"]),
        *(f"Removed {path}: the model does not need it any more" for path in made["removed"]),
        *(f"Kept {each['path']}: {each['why']}" for each in made["kept"]),
        *(f"Warning: {issue['message']}" for issue in made["warnings"]),
    ]


def _doubts_of_batching(handle: TrussHandle, packed: Packed) -> list[str]:
    """Of a config that an earlier model has left, or that somebody has written."""
    if packed.batching is not None or not handle.config["runtime"]["batching"]:
        return []
    merges = "config.yaml has rows of several requests answered together (runtime.batching)"
    return [f"{merges}, and it is not known that this model answers each of them for itself"]


def _next_steps(directory: Path, request: Any) -> list[str]:
    place = shlex.quote(_shown(directory))
    lines = [f"Next: {command_words()} serve {place}"]
    body = json.dumps(request, ensure_ascii=False) if request is not None else ""
    if 0 < len(body) <= _LONGEST_REQUEST:
        lines.insert(0, f"Next: {command_words()} predict {place} -d {shlex.quote(body)}")
        lines[1] = lines[1].replace("Next:", "     ")
    return lines


def _shown(path: str | os.PathLike[str]) -> str:
    """A path as one would type it here."""
    relative = os.path.relpath(path)
    return os.fspath(path) if relative.startswith("..") else relative
