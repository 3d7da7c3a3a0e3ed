"""The list of the frameworks that mk_truss knows."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any, NamedTuple

from truss.errors import TrussError, error_of
from truss.frameworks.framework import Framework


class KnownFramework(NamedTuple):
    """A framework by its name: its module is imported once it may be asked."""

    name: str
    """The framework's own `name`."""
    package: str
    """What it knows the objects of. Until this is imported in a process, no object there is one of them."""
    module: str
    """Where the framework is, as `FRAMEWORK`."""


# The first that recognises an object takes it.
FRAMEWORKS = (KnownFramework("sklearn", package="sklearn", module="truss.frameworks.sklearn"),)


def framework_of(model: object) -> Framework[Any]:
    """Finds the framework of an object.

    Nothing is imported for frameworks whose package this process has not imported, be they installed or not.

    Args:
        model: what was handed to mk_truss.

    Raises:
        FrameworkNotSupportedError: where none recognises it; names those there are, and the way out.
    """
    for known in FRAMEWORKS:
        if known.package in sys.modules:
            framework: Framework[Any] = import_module(known.module).FRAMEWORK
            if framework.recognises(model):
                return framework
    raise _unknown(model)


def _unknown(model: object) -> TrussError:
    if isinstance(model, type):
        return error_of(
            "FRAMEWORK_UNSUPPORTED",
            f"mk_truss takes a trained model, not the class {model.__name__}",
            f"Make an object of it and train that: model = {model.__name__}(); model.fit(…)",
        )
    kind = f"{type(model).__module__}.{type(model).__qualname__}"
    supported = ", ".join(known.name for known in FRAMEWORKS)
    return error_of(
        "FRAMEWORK_UNSUPPORTED",
        f"mk_truss does not know what to do with {kind}; it takes models of: {supported}",
        "For any other model write the class that loads and calls it yourself: truss.init('my_truss') or "
        "`truss init my_truss` makes the directory, and model/model.py in it is the place",
    )
