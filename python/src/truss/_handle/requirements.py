"""The packages that a truss needs."""

from __future__ import annotations

import os
from collections.abc import Iterable

from truss._handle.directory import TrussDirectory
from truss._lists import as_list
from truss._paths import absolute_path


class Requirements(TrussDirectory):
    """Changes the Python and system packages that the truss needs.

    The next command that runs the truss brings `requirements.lock` and the environment up to date.
    """

    def add_python_requirement(self, python_requirement: str) -> None:
        """Adds a requirement; it takes the place of one for the same package on the same platforms.

        Args:
            python_requirement: what pip takes on a line, such as `numpy>=2` or `git+https://…@<commit>`.

        Raises:
            ValidationError: `ENV_REQUIREMENT_INVALID` where it cannot be read; `CONFIG_INVALID` where the truss has its
                requirements in a file of their own.
        """
        self._edit({"op": "add", "field": "requirements", "item": python_requirement})

    def remove_python_requirement(self, python_requirement: str) -> None:
        """Removes every requirement for a package.

        Args:
            python_requirement: the name of the package, or the whole line.

        Raises:
            ValidationError: `INPUT_INVALID` where the truss does not require it; the nearest name is in the hint.
        """
        self._edit({"op": "remove", "field": "requirements", "item": python_requirement})

    def update_requirements(self, requirements: Iterable[str]) -> None:
        """Replaces all requirements, also a `requirements_file`. Lines that stay keep their comments.

        Args:
            requirements: a requirement of pip each.

        Raises:
            ValidationError: `INPUT_INVALID` where it is no list; `ENV_REQUIREMENT_INVALID` with all those that
                cannot be read. Nothing is written then.
        """
        self._change("project.require", requirements={"lines": as_list("requirements", requirements)})

    def update_requirements_from_file(self, requirements_filepath: str | os.PathLike[str]) -> None:
        """Replaces all requirements by those of a file.

        Args:
            requirements_filepath: a requirements.txt, whose lines go into the config, or a pyproject.toml or uv.lock,
                which is copied into the truss.

        Raises:
            ModelFilesMissingError: there is no such file.
            ValidationError: `ENV_REQUIREMENT_INVALID` with every line that cannot be read.
        """
        self._change("project.require", requirements={"file": absolute_path(requirements_filepath)})

    def add_system_package(self, system_package: str) -> None:
        """Adds a Debian package that an image of the truss gets. On your own machine it is yours to install.

        Args:
            system_package: its name, such as `ffmpeg`.
        """
        self._edit({"op": "add", "field": "system_packages", "item": system_package})

    def remove_system_package(self, system_package: str) -> None:
        """Removes a Debian package.

        Args:
            system_package: its name, as the config has it.

        Raises:
            ValidationError: `INPUT_INVALID` where the config does not have it.
        """
        self._edit({"op": "remove", "field": "system_packages", "item": system_package})
