"""From the file of the model to its class."""

from __future__ import annotations

import importlib.util
import os
import sys
from importlib.machinery import SOURCE_SUFFIXES
from types import ModuleType
from typing import TYPE_CHECKING, Any

from truss_worker.model.load_error import load_error, load_error_of
from truss_worker.model.loading.fresh_sources import UncachedLoader

if TYPE_CHECKING:
    from truss_worker.model.settings import Settings


def import_class(settings: Settings) -> type:
    """Imports the model's file and gives its class; the truss must be active.

    The file is a module of a package named after its folder, so that `from .features import f`,
    `from model.features import f` and (the folder being on sys.path) `from features import f` all work, with or
    without `__init__.py`.

    Raises:
        LoadError: of the phase import.
    """
    shown = os.path.relpath(settings.model_file, settings.directory)
    if not os.path.isfile(settings.model_file):
        raise load_error(
            "import",
            "MODEL_FILE_MISSING",
            f"There is no file {shown}",
            "Create it with a class that has a method predict, or set model_module_dir and model_class_filename.",
        )
    try:
        module = _import_file(settings)
    except (Exception, SystemExit) as error:
        message = f"{shown} could not be imported: {type(error).__name__}"
        raise load_error_of("import", "MODEL_IMPORT_FAILED", message, error) from error
    return _class_of(module, settings.class_name, shown)


def _import_file(settings: Settings) -> ModuleType:
    stem = os.path.splitext(os.path.relpath(settings.model_file, settings.module_folder))[0]
    ensure_package(settings.package, settings.module_folder)
    return _import_from(f"{settings.package}.{stem.replace(os.sep, '.')}", settings.model_file)


def ensure_package(name: str, folder: str) -> None:
    """Makes a folder known as a package of that name, whether it has an `__init__.py` or not."""
    init = os.path.join(folder, "__init__.py")
    if os.path.isfile(init):
        _import_from(name, init, [folder])
        return
    package = ModuleType(name)
    package.__path__ = [folder]
    sys.modules[name] = package


def _import_from(name: str, file: str, search_locations: list[str] | None = None) -> ModuleType:
    is_source = file.endswith(tuple(SOURCE_SUFFIXES))
    loader = UncachedLoader(name, file) if is_source else None
    spec = importlib.util.spec_from_file_location(
        name, file, loader=loader, submodule_search_locations=search_locations
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{os.path.basename(file)} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return module


def _class_of(module: ModuleType, name: str, shown: str) -> type:
    found: Any = getattr(module, name, None)
    if isinstance(found, type):
        return found
    if found is not None:
        raise load_error(
            "import", "MODEL_CLASS_INVALID", f"{name} in {shown} is of type {type(found).__name__}, not a class"
        )
    classes = [key for key, value in vars(module).items() if _is_defined_in(module, value)]
    raise load_error(
        "import",
        "MODEL_CLASS_MISSING",
        f"There is no class {name} in {shown}; " + (f"it has {', '.join(classes)}" if classes else "it has no class"),
        f"Rename the class to {name}, or set model_class_name in config.yaml{_suggestion(name, classes)}.",
    )


def _is_defined_in(module: ModuleType, value: object) -> bool:
    return isinstance(value, type) and value.__module__ == module.__name__


def _suggestion(name: str, classes: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, classes, 1, 0.5) or classes[:1]
    return f" to {near[0]}" if near else ""
