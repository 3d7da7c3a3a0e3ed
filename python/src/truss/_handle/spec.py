"""What a truss is, as its config says and its directory shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from truss._example import Example
from truss._handle.fields import Fields


class TrussSpec:
    """What a truss is: its config with every default filled in, its parts and its examples.

    `TrussHandle.spec` gives it as it is at that moment.

    Args:
        loaded: what the engine answered to `project.load`.
    """

    def __init__(self, loaded: Mapping[str, Any]) -> None:
        self._directory = Path(loaded["directory"])
        self._config = Fields(loaded["config"])
        self._paths: Mapping[str, str] = loaded["paths"]
        self._text: str = loaded["text"]
        self._examples = tuple(
            Example(example["name"], example.get("input"), example.get("inputFile"), example.get("form"))
            for example in loaded["examples"]
        )

    def __repr__(self) -> str:
        return f"TrussSpec({str(self._directory)!r})"

    @property
    def truss_dir(self) -> Path:
        """The directory of the truss."""
        return self._directory

    @property
    def config_path(self) -> Path:
        """The path of `config.yaml`."""
        return Path(self._paths["config"])

    @property
    def data_dir(self) -> Path:
        """The directory of the weights and other data files."""
        return Path(self._paths["data"])

    @property
    def model_module_dir(self) -> Path:
        """The directory of the model's code."""
        return Path(self._paths["model"])

    @property
    def model_class_filepath(self) -> Path:
        """The path of the file with the model class."""
        return self.model_module_dir / str(self._config["model_class_filename"])

    @property
    def examples_path(self) -> Path:
        """The path of the file with the examples; it need not exist."""
        return Path(self._paths["examples"])

    @property
    def config(self) -> Fields:
        """The whole config, by the keys of `config.yaml` and as attributes; durations are seconds, sizes bytes."""
        return self._config

    @property
    def json_string(self) -> str:
        """The whole config as JSON, with every default."""
        return json.dumps(dict(self._config), indent=2, ensure_ascii=False)

    @property
    def yaml_string(self) -> str:
        """The text of `config.yaml` as it stands in the file."""
        return self._text

    @property
    def description(self) -> str | None:
        """What the model does, for people."""
        return _text_or_none(self._config["description"])

    @property
    def model_name(self) -> str | None:
        """The name of the model."""
        return _text_or_none(self._config["model_name"])

    @property
    def model_framework_name(self) -> str:
        """The framework of the model, such as `sklearn`, or `custom`."""
        return str(self._config["model_framework"])

    @property
    def model_framework_type(self) -> str:
        """The same as `model_framework_name`: a text since any framework is allowed."""
        return self.model_framework_name

    @property
    def model_class_name(self) -> str:
        """The name of the model class."""
        return str(self._config["model_class_name"])

    @property
    def model_module_name(self) -> str:
        """The name of the module with the model class, such as `model`."""
        return self.model_class_filepath.stem

    @property
    def model_module_fullname(self) -> str:
        """The name of that module from the directory of the truss, such as `model.model`."""
        folder = str(self._config["model_module_dir"]).strip("/").replace("/", ".")
        return f"{folder}.{self.model_module_name}"

    @property
    def python_version(self) -> str | None:
        """The version of Python, such as `py311`; None where any will do."""
        return _text_or_none(self._config["python_version"])

    @property
    def cpu(self) -> str:
        """How many processors the model may use, such as `1` or `500m`."""
        return str(self._config["resources"]["cpu"])

    @property
    def memory(self) -> str:
        """How much memory the model may use, such as `2Gi`."""
        return str(self._config["resources"]["memory"])

    @property
    def use_gpu(self) -> bool:
        """Whether the model uses a GPU."""
        return bool(self._config["resources"]["use_gpu"])

    @property
    def requirements(self) -> list[str]:
        """The Python packages that the config names, a requirement of pip each; not those of a `requirements_file`."""
        return list(self._config["requirements"])

    @property
    def requirements_txt(self) -> str:
        """The requirements as the text of a requirements.txt."""
        return _as_lines(self.requirements)

    @property
    def system_packages(self) -> list[str]:
        """The Debian packages that an image of the truss gets."""
        return list(self._config["system_packages"])

    @property
    def system_packages_txt(self) -> str:
        """The system packages, one a line."""
        return _as_lines(self.system_packages)

    @property
    def environment_variables(self) -> Mapping[str, str]:
        """The environment variables of the model's process: name to value."""
        return MappingProxyType(self._config["environment_variables"])

    @property
    def secrets(self) -> Mapping[str, str | None]:
        """The secrets that the model may read: name to default. Values from elsewhere are not shown."""
        return MappingProxyType(self._config["secrets"])

    @property
    def examples(self) -> list[Example]:
        """The examples of the truss."""
        return list(self._examples)


def _text_or_none(value: Any) -> str | None:
    return None if value is None else str(value)


def _as_lines(items: Iterable[str]) -> str:
    return "\n".join(items) + "\n"
