"""A truss as the small table that a notebook shows."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from truss._handle.spec import TrussSpec

# More than these nobody reads in a table.
_LONGEST_LIST = 8


def html_table(spec: TrussSpec) -> str:
    """Renders what a person wants to know of a truss at a glance.

    Args:
        spec: of the truss. Values of secrets are not in it.

    Returns:
        An HTML table of two columns.
    """
    rows = "".join(
        f"<tr><th style='text-align:left'>{html.escape(name)}</th>"
        f"<td style='text-align:left'>{html.escape(value)}</td></tr>"
        for name, value in _rows(spec)
    )
    return f"<table>{rows}</table>"


def _rows(spec: TrussSpec) -> Iterator[tuple[str, str]]:
    signature = spec.config["signature"] or {}
    yield "Truss", str(spec.truss_dir)
    if spec.model_name or spec.description:
        yield "Model", ": ".join(filter(None, (spec.model_name, spec.description)))
    yield "Framework", spec.model_framework_name
    yield "Python", spec.python_version or "any"
    yield "Requirements", _listed(spec.requirements) or spec.config["requirements_file"] or "none"
    for side in ("inputs", "outputs"):
        yield side.capitalize(), _listed(_shown_tensors(signature.get(side, ()))) or "not declared"
    optional = {
        "System packages": spec.system_packages,
        "Packages outside": spec.config["external_package_dirs"],
        "Environment": spec.environment_variables,
        "Secrets": spec.secrets,
        "Examples": [example.name for example in spec.examples],
        "GPU": [spec.config["resources"]["accelerator"] or "yes"] if spec.use_gpu else [],
    }
    for name, items in optional.items():
        if items:
            yield name, _listed(items)


def _shown_tensors(tensors: Sequence[Mapping[str, Any]]) -> list[str]:
    return [f"{tensor['name']}: {tensor['datatype']} {list(tensor['shape'])}" for tensor in tensors]


def _listed(items: Iterable[str]) -> str:
    shown = list(items)
    return ", ".join([*shown[:_LONGEST_LIST], "…"] if len(shown) > _LONGEST_LIST else shown)
