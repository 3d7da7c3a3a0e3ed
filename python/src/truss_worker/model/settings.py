"""What a worker is told of the model that it shall load: the HELLO header as a value."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Settings(NamedTuple):
    """Where a model lies and what it is constructed with. Paths are absolute."""

    entry: dict[str, str]
    """The `name` and `version` under which it is served; empty where it is not."""
    directory: str
    module_folder: str
    package: str
    """The name of the package that the model's file is a module of."""
    model_file: str
    class_name: str
    packages_folder: str
    external_folders: tuple[str, ...]
    """Further folders of packages."""
    data_folder: str
    config: dict[str, Any]
    secrets: dict[str, str]
    environment: Any
    python_minor: str | None
    weights: dict[str, str]
    """Where files are that do not lie in the truss, by the names that the model has for them."""
    arriving: dict[str, str]
    """Of those that are on their way: the file that is there when they are, by the same names."""
    profiles_imports: bool
    """Whether READY shall say how long each module took."""


def read_settings(told: Mapping[str, Any]) -> Settings:
    """The settings in a HELLO header (specs/wire-protocol.md 3.4). Raises KeyError if a member is missing."""
    directory = os.path.abspath(told["directory"])
    model = told["model"]
    module_folder = os.path.normpath(os.path.join(directory, model["moduleDir"]))
    return Settings(
        entry=told.get("entry", {}),
        directory=directory,
        module_folder=module_folder,
        # Where the model lies beside config.yaml, the folder's name is anything, maybe that of an installed package.
        package="model" if module_folder == directory else os.path.basename(module_folder),
        model_file=os.path.normpath(os.path.join(module_folder, model["file"])),
        class_name=model["className"],
        packages_folder=os.path.normpath(os.path.join(directory, model["packagesDir"])),
        external_folders=tuple(map(os.path.normpath, model.get("externalPackageDirs", ()))),
        data_folder=os.path.normpath(os.path.join(directory, model["dataDir"])),
        config=told["config"],
        secrets=told["secrets"],
        environment=told.get("environment"),
        python_minor=told.get("pythonMinor"),
        weights=told.get("weights", {}).get("places", {}),
        arriving=told.get("weights", {}).get("arriving", {}),
        profiles_imports=told.get("profile", False),
    )
