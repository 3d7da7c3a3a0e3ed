"""The list of the frameworks that mk_truss knows."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import PurePath
from typing import Any, NamedTuple

from truss.errors import TrussError, error_of
from truss.frameworks.framework import Framework
from truss.frameworks.way_out import way_out


class KnownFramework(NamedTuple):
    """A framework by its name: its module is imported once it may be asked."""

    name: str
    """The framework's own `name`."""
    package: str
    """What it knows the objects of. Until this is imported in a process, no object there is one of them."""
    module: str
    """Where the framework is, as `FRAMEWORK`."""
    path: str = ""
    """How paths end that it knows, such as `.onnx`, or what a directory has in it; empty where it knows no files."""


_ANYTHING = "custom"

# The first that recognises an object takes it.
FRAMEWORKS = (
    KnownFramework("xgboost", package="xgboost", module="truss.frameworks.xgboost"),
    KnownFramework("lightgbm", package="lightgbm", module="truss.frameworks.lightgbm"),
    KnownFramework("catboost", package="catboost", module="truss.frameworks.catboost"),
    KnownFramework("sklearn", package="sklearn", module="truss.frameworks.sklearn"),
    # Their models can be modules of TensorFlow and of PyTorch too.
    KnownFramework("keras", package="keras", module="truss.frameworks.keras"),
    KnownFramework("tensorflow", package="tensorflow", module="truss.frameworks.tensorflow"),
    KnownFramework(
        "sentence_transformers", package="sentence_transformers", module="truss.frameworks.sentence_transformers"
    ),
    KnownFramework("transformers", package="transformers", module="truss.frameworks.transformers"),
    KnownFramework("pytorch", package="torch", module="truss.frameworks.pytorch"),
    KnownFramework("spacy", package="spacy", module="truss.frameworks.spacy"),
    KnownFramework("jax", package="jax", module="truss.frameworks.jax"),
    KnownFramework("onnx", package="onnx", module="truss.frameworks.onnx", path=".onnx"),
    KnownFramework("statsmodels", package="statsmodels", module="truss.frameworks.statsmodels"),
    KnownFramework("mlflow", package="mlflow", module="truss.frameworks.mlflow", path="MLmodel"),
    # Whatever answers: after all that know more of it.
    KnownFramework(_ANYTHING, package="builtins", module="truss.frameworks.custom"),
)


def framework_of(model: object) -> Framework[Any]:
    """Finds the framework of an object.

    Nothing is imported for frameworks whose package this process has not imported, be they installed or not, unless it
    is the path of one of their files.

    Args:
        model: what was handed to mk_truss.

    Raises:
        FrameworkNotSupportedError: where none recognises it; names those there are, and the way out.
    """
    for known in FRAMEWORKS:
        if known.package in sys.modules or _is_path_for(known, model):
            framework: Framework[Any] = import_module(known.module).FRAMEWORK
            if framework.recognises(model):
                return framework
    raise _unknown(model)


def _is_path_for(known: KnownFramework, model: object) -> bool:
    if not known.path or not isinstance(model, (str, PurePath)):
        return False
    return os.fspath(model).endswith(known.path) or os.path.exists(os.path.join(model, known.path))


def _unknown(model: object) -> TrussError:
    what, hint = way_out(model)
    supported = ", ".join(known.name for known in FRAMEWORKS if known.name != _ANYTHING)
    return error_of(
        "FRAMEWORK_UNSUPPORTED",
        f"mk_truss {what}. It takes models of: {supported}; and anything else that has a method predict or can be "
        "called",
        hint,
    )
