"""The truss that is converted: its code, its object, and what a row of it is."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from truss_converter.unconvertible import UnconvertibleError

_FILE = re.compile(r"in data/model/(\S+?)\.?$", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """A loaded truss.

    Attributes:
        text: of its `model/model.py`.
        instance: of its class, loaded.
        data: its data directory.
        columns: what named columns hold; None where rows have none.
        features: how many values a row has; None for texts.
        namespace: what the module of its code has.
        model_files: the names of the files that the object lies in.
    """

    text: str
    instance: Any
    data: Path
    columns: Mapping[str, Mapping[str, Any]] | None
    features: int | None
    namespace: Mapping[str, Any]
    model_files: Sequence[str]

    @property
    def model(self) -> Any:
        """The object that answers."""
        return self.instance.model

    @property
    def is_network(self) -> bool:
        """Whether the object is one of PyTorch's: told without an import, which other models must not pay for."""
        kinds = type(self.model).__mro__
        return any(kind.__module__.startswith("torch.nn.") and kind.__name__ == "Module" for kind in kinds)


def load_source(directory: Path, config: dict[str, Any]) -> Source:
    """Loads the model of a truss as its worker does.

    Raises:
        UnconvertibleError: where its code is none of mk_truss's.
    """
    folder = directory / config["model_module_dir"]
    text = (folder / config["model_class_filename"]).read_text("utf-8")
    found = _FILE.search(ast.get_docstring(ast.parse(text)) or "")
    if found is None:
        raise UnconvertibleError(
            "model/model.py was not written by mk_truss, so that nobody knows what in it is the model"
        )
    sys.path[:0] = [str(folder), str(directory / config["bundled_packages_dir"])]
    namespace: dict[str, Any] = {"__name__": "model"}
    exec(compile(text, "model/model.py", "exec"), namespace)  # noqa: S102 - the model's own code, as a worker runs it
    data = directory / config["data_dir"]
    instance = namespace[config["model_class_name"]](config=config, data_dir=data)
    # A graph is traced, and held against its network, on the CPU: elsewhere numbers are rounded in other ways.
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    instance.load()
    columns = getattr(instance, "columns", None)
    features = len(columns) if columns is not None else _features_of(instance.model)
    return Source(text, instance, data, columns, features, namespace, [found.group(1)])


def _features_of(model: Any) -> int | None:
    for name in ("num_feature", "num_features"):  # boosters of LightGBM and XGBoost
        if hasattr(model, name):
            return int(getattr(model, name)())
    for step in (model, *(step for _, step in getattr(model, "steps", ()))):
        found = getattr(step, "n_features_in_", None)
        if found is not None:
            return int(found)
        if hasattr(step, "build_analyzer"):
            return None
    return None
