"""What mk_truss and init tell the person who called them."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from truss._progress import is_quiet
from truss.frameworks.framework import Packed

if TYPE_CHECKING:
    from truss._handle import TrussHandle

_LONGEST_REQUEST = 200


def report_made(handle: TrussHandle, kind: str, packed: Packed, made: Mapping[str, Any]) -> None:
    """Says what mk_truss wrote, what it kept, and what can be done next."""
    if is_quiet():
        return
    model_folder = Path(handle.directory, "data", "model")
    size = sum(file.stat().st_size for file in model_folder.iterdir() if file.is_file())
    lines = [
        f"Made a truss of {kind} in {_shown(handle.directory)}",
        "  model/model.py      answers the requests; change what you like",
        f"  data/model/         the model, {_human_size(size)}",
    ]
    if packed.copied:
        tops = sorted({path.partition("/")[0] for path in packed.copied})
        lines.append(f"  packages/           your own code that it needs: {', '.join(tops)}")
    lock = made.get("lock")
    if lock is not None:
        lines.append(f"  requirements.lock   {lock['packages']} packages, as they are installed here")
    lines += _remarks(made)
    lines += _next_steps(handle.directory, packed.examples[0]["input"] if packed.examples else None)
    print("\n".join(lines))


def report_initialised(handle: TrussHandle, made: Mapping[str, Any]) -> None:
    """Says what init wrote, and where to go on."""
    if is_quiet():
        return
    lines = [f"Made a truss in {_shown(handle.directory)}", *(f"  {path}" for path in made["written"])]
    lines += _remarks(made)
    lines.append(f"Next: write your model into {_shown(os.path.join(handle.directory, 'model', 'model.py'))}")
    print("\n".join(lines))


def _remarks(made: Mapping[str, Any]) -> list[str]:
    kept = [f"Kept {each['path']}: {each['why']}" for each in made.get("kept", ())]
    warnings = [f"Warning: {issue['message']}" for issue in made.get("warnings", ())]
    return kept + warnings


def _next_steps(directory: Path, request: Any) -> list[str]:
    place = shlex.quote(_shown(directory))
    lines = [f"Next: truss serve {place}"]
    body = json.dumps(request, ensure_ascii=False) if request is not None else ""
    if 0 < len(body) <= _LONGEST_REQUEST:
        lines.insert(0, f"Next: truss predict {place} -d {shlex.quote(body)}")
        lines[1] = lines[1].replace("Next:", "     ")
    return lines


def _shown(path: str | os.PathLike[str]) -> str:
    """A path as one would type it here."""
    relative = os.path.relpath(path)
    return os.fspath(path) if relative.startswith("..") else relative


def _human_size(count: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"
