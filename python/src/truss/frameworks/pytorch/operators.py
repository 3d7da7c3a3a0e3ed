"""Finds the modules that register the operators of a program: PyTorch reads no program whose operators it lacks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from truss.errors import error_of
from truss.frameworks.pytorch.kinds import kind_of
from truss.frameworks.pytorch.programs import calls_in

_MAIN = ("__main__", "__mp_main__")


def modules_of_operators(model: Any) -> list[str]:
    """Names the modules to import before a program is loaded, such as `torchvision`; PyTorch's own are there anyway.

    Args:
        model: a program, exported or of TorchScript.

    Raises:
        TrussError: `MODEL_NOT_SERIALISABLE` where an operator was defined in a notebook or a script.
    """
    whole = model.program.graph_module if kind_of(model) == "exported" else model
    names = dict.fromkeys(name for part in whole.modules() for name, _ in calls_in(part))
    modules = dict.fromkeys(module for name in names for module in _module_of(name))
    return [module for module in modules if module.partition(".")[0] != "torch"]


def _module_of(name: str) -> Iterator[str]:
    """The module that registers an operator, such as `torchvision::nms`, where that can be told."""
    from torch._library.custom_ops import OPDEFS

    defined = OPDEFS.get(name)
    if defined is not None:
        module = str(defined._init_fn.__module__)  # noqa: SLF001 - there is no other way to ask
        if module in _MAIN:
            raise error_of(
                "MODEL_NOT_SERIALISABLE",
                f"The program calls the operator {name}, which is defined in a notebook or a script",
                "Move its definition into a file, import it from there and export the program again",
            )
        yield module
        return
    # Libraries in C++ name their operators after the package that loads them.
    package = name.partition("::")[0]
    if hasattr(sys.modules.get(package), "__file__"):
        yield package
