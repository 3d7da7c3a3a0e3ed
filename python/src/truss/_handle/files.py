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
