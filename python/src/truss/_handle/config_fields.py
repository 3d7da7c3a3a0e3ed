"""Fields of the config that are set by a method each."""

from __future__ import annotations

from typing import Any

from truss._handle.directory import TrussDirectory


class ConfigFields(TrussDirectory):
    """Changes single fields of the config.

    The comments, the order and the layout of `config.yaml` stay. Nothing is written where the result would not be
    valid; what is merely doubtful about it is a `TrussWarning`.
    """

    def update_description(self, description: str) -> None:
        """Says what the model does, for people.

        Args:
            description: any text.
        """
        self._set("description", to=description)

    def update_python_version(self, python_version: str) -> None:
        """Says which Python the model runs on.

        Args:
            python_version: `3.11` or `py311`, of 3.9 to 3.14.

        Raises:
            InvalidConfigurationError: it is no such version.
        """
        self._set("python_version", to=python_version)

    def enable_gpu(self) -> None:
        """Says that the model uses a GPU: `resources.use_gpu`."""
        self._set("resources", "use_gpu", to=True)

    def add_environment_variable(self, env_var_name: str, env_var_value: str) -> None:
        """Sets an environment variable of the model's process. Not for secrets: the value stands in the config.

        Args:
            env_var_name: its name.
            env_var_value: its value.

        Raises:
            InvalidConfigurationError: it is no name of a variable.
        """
        self._set("environment_variables", env_var_name, to=env_var_value)

    def add_secret(self, secret_name: str, default_secret_value: str | None = "") -> None:
        """Declares a secret, so that the model can read it: `secrets[name]`.

        Its value does not belong into the truss. It is taken from the file `/secrets/<name>`, the environment variable
        `TRUSS_SECRET_<name>` or the local store (`truss secret set <name>`), the first that there is.

        Args:
            secret_name: at most 253 letters, digits, `-`, `.` and `_`.
            default_secret_value: the value where it is set nowhere. Without one, a model that reads it gets an error
                that names it.

        Raises:
            InvalidConfigurationError: the name is not allowed.
        """
        self._set("secrets", secret_name, to=default_secret_value)

    def set_base_image(self, image: str, python_executable_path: str | None = None) -> None:
        """Says which image an image of the truss shall be built on.

        Args:
            image: its name, such as `nvidia/cuda:12.4.1-runtime-ubuntu22.04`.
            python_executable_path: its Python, as an absolute path; not given: the one on its PATH.
        """
        python = {"python_executable_path": python_executable_path} if python_executable_path else {}
        self._set("base_image", to={"image": image, **python})

    def _set(self, *path: str, to: Any) -> None:
        self._edit({"op": "set", "path": path, "value": to})
