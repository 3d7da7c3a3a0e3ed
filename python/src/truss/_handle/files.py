"""Files that a truss takes along."""

from __future__ import annotations

import os

from truss._handle.directory import TrussDirectory
from truss._paths import absolute_path


class Files(TrussDirectory):
    """Copies files into the truss.

    What is there under the same name is replaced, a directory with all that is in it.
    """

    def add_data(self, file_dir_or_glob: str | os.PathLike[str]) -> None:
        """Copies data files: the model finds them below `data_dir`.

        Args:
            file_dir_or_glob: a file, a directory (copied with its name), or a pattern such as `labels/*.txt`.

        Raises:
            ModelFilesMissingError: nothing matches.
        """
        self._call("project.add_files", data=[absolute_path(file_dir_or_glob)])

    def add_bundled_package(self, path: str | os.PathLike[str]) -> None:
        """Copies a Python module or package of your own: the model can import it by its name.

        Args:
            path: a file `name.py` or a directory.

        Raises:
            ModelFilesMissingError: it is not there.
        """
        self._call("project.add_files", packages=[absolute_path(path)])

    def add_external_package(self, external_dir_path: str | os.PathLike[str]) -> None:
        """Lets the model import the modules of a directory outside of the truss, which several trusses may share.

        The directory stays where it is: the truss runs only where it is there too.

        Args:
            external_dir_path: the directory that holds the modules, from the directory of the truss, or absolute.

        Raises:
            ModelFilesMissingError: it is not there.
        """
        self._edit({"op": "add", "field": "external_package_dirs", "item": os.fspath(external_dir_path)})

    def clear_external_packages(self) -> None:
        """Takes all directories outside of the truss from its config. The directories themselves stay."""
        self._edit({"op": "set", "path": ["external_package_dirs"], "value": []})
