"""The user's own modules: which of their files belong to a truss, and how they get into its `packages/`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from truss._packing.import_scan import Source
from truss._packing.locate import Module, locate_itself
from truss._stdlib import is_stdlib
from truss.errors import TrussError, error_of

# Code is small. What is larger is a folder that happens to be a package: a whole project with its data.
_MAX_BYTES = 50 * 1024 * 1024
_MAX_FILES = 2000
_LEFT_OUT_FOLDERS = frozenset({"__pycache__", "node_modules", "site-packages", "tests", "venv"})
_LEFT_OUT_SUFFIXES = (".pyc", ".pyo", ".ipynb")
# `model` is found in the truss's own model/ before packages/ is looked at.
_TAKEN_NAMES = frozenset({"model"})


def files_of(module: Module) -> Iterator[tuple[Path, str]]:
    """Lists what belongs to a local module, with the path it has in `packages/`.

    Tests, caches, notebooks and hidden files stay behind.
    """
    *parents, last = module.name.split(".")
    if not module.is_package:
        yield module.file, "/".join([*parents, *_own_path(last, module.file)])
        return
    root = module.file.parent
    for folder, subfolders, files in os.walk(root, followlinks=True):
        subfolders[:] = sorted(name for name in subfolders if name not in _LEFT_OUT_FOLDERS and name[0] != ".")
        for name in sorted(files):
            if not name.endswith(_LEFT_OUT_SUFFIXES) and name[0] != ".":
                inside = Path(folder).relative_to(root).parts
                yield Path(folder, name), "/".join([*parents, last, *inside, name])


def _own_path(name: str, file: Path) -> list[str]:
    if file.stem == "__init__":
        return [name, file.name]
    # A source may have been loaded under another name than its own; a compiled module cannot.
    return [f"{name}.py" if file.suffix == ".py" else file.name]


def modules_left_out(name: str, outer: Module) -> Iterator[Module]:
    """Finds the modules of a dotted name that `files_of` leaves out, each by itself: `pkg.tests.helpers` of `pkg`.

    Args:
        name: what is imported.
        outer: the outermost module of that name.
    """
    parts = name.split(".")
    first = len(outer.name.split("."))
    is_left_out = False
    for depth in range(first, len(parts)) if outer.is_package else ():
        is_left_out = is_left_out or parts[depth] in _LEFT_OUT_FOLDERS
        inner = locate_itself(".".join(parts[: depth + 1])) if is_left_out else None
        if inner is not None:
            yield replace(inner, is_package=False)


def sources_of(module: Module) -> Iterator[Source]:
    """Lists the Python sources of a local module, with the names that they have in a truss."""
    for file, inside in files_of(module):
        if file.suffix == ".py":
            yield Source(file, inside[: -len(".py")].replace("/", ".").removesuffix(".__init__"))


def check_local_code(module: Module) -> None:
    """Refuses what cannot be taken along under its name, and what is no mere code.

    Raises:
        TrussError: `MODEL_NOT_SERIALISABLE`.
    """
    top = module.name.partition(".")[0]
    if top in _TAKEN_NAMES or is_stdlib(top):
        raise error_of(
            "MODEL_NOT_SERIALISABLE",
            f"The model needs your module {module.file}, but every truss has a module {top!r} of its own",
            f"Give {top} another name, import it under that and fit again",
        )
    size = 0
    for count, (file, _) in enumerate(files_of(module), start=1):
        if not file.is_file():
            raise _refusal(module, f"{file} cannot be read as a file", "Unpack it, so that its sources lie in a folder")
        size += file.stat().st_size
        if size > _MAX_BYTES or count > _MAX_FILES:
            raise _refusal(
                module,
                f"its folder holds more than code (over {_MAX_BYTES >> 20} MiB or {_MAX_FILES} files)",
                "Move the modules that the model needs into a package of their own",
            )


def copy_local_code(modules: Iterable[Module], packages: Path) -> None:
    """Copies modules and whole packages.

    Args:
        modules: the user's own, as `trace` found them.
        packages: the folder they go to; made if there is anything to copy.
    """
    for module in modules:
        for file, inside in files_of(module):
            target = packages / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)


def _refusal(module: Module, why: str, hint: str) -> TrussError:
    message = (
        f"The model needs your own code {module.name} ({module.file}), which cannot be copied into the truss: {why}"
    )
    return error_of("MODEL_NOT_SERIALISABLE", message, hint)
