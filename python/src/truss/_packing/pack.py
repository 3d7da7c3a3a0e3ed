"""Packs a model: the one order in which that is done, for every framework."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from truss._packing.batching import is_mergeable
from truss._packing.distributions import InstalledDistributions
from truss._packing.doubts import doubts_of
from truss._packing.local_code import copy_local_code
from truss._packing.own_metadata import copy_metadata
from truss._packing.packed import Packed
from truss._packing.recorder import Recording
from truss._packing.refusal import record_or_refuse, writing
from truss._packing.requirements import collect_requirements
from truss._packing.trace import trace
from truss._packing.trial import Ask, Trial, Tried, ask_live, try_given, try_made_up
from truss.frameworks.framework import Code, Description, DescriptionT, Framework, Need, Rows, Stored
from truss.frameworks.tensors import Parameter, Tensor, tensors_of

_BINARY_DIR = "model"
"""Where the model lies in `data/`: `model_binary_dir` of the config, as in 2022."""

_MOST_EXAMPLE_ROWS = 10

_BATCH_SIZE = 32
"""The config's own default, written down so that whoever reads the config sees that there is one."""


def pack(framework: Framework[DescriptionT], model: object, staging: Path, examples: object) -> Packed:
    """Turns a live object into files, and finds out what the engine has to know of them.

    What can be refused is refused before anything is written: a large model takes its time.

    Args:
        framework: the one that recognises the object.
        model: the object.
        staging: an empty directory, filled with `data/`, `model/` and `packages/` as they shall be.
        examples: a few rows of input given by the user, or None.

    Raises:
        TrussError: where no truss can be made of the object; the message says why.
    """
    with framework.ready(model) as ready:
        return _pack(framework, ready, staging, examples)


def _pack(framework: Framework[DescriptionT], model: object, staging: Path, examples: object) -> Packed:
    framework.check(model)
    rows = None if examples is None else framework.rows(model, examples, _MOST_EXAMPLE_ROWS)
    description = framework.describe(model, None if rows is None else rows.given)
    with writing(model):
        made_of = framework.made_of(model, description)
    recording = record_or_refuse(made_of)
    installed = InstalledDistributions()
    traced = trace(recording.modules, installed)

    folder = staging / "data" / _BINARY_DIR
    folder.mkdir(parents=True)
    with writing(model):
        stored = framework.write(model, description, folder, recording.by_value)
    if stored.is_program:
        recording = Recording(frozenset(stored.imports), by_value=False)
        traced = trace(recording.modules, installed)
    code = framework.template(description, stored)
    _write_code(code, staging / "model")
    ask = ask_live(code, model, folder.parent)
    tried = _try(framework, model, description, ask, rows)
    outputs = _outputs(description, tried.trials)
    is_merged = description.is_row_wise and is_mergeable(ask, tried.trials, outputs)
    requirements = collect_requirements([*framework.needs(description, stored), *_needs_of(stored)], traced, installed)
    copy_local_code(traced.local, staging / "packages")
    copy_metadata(traced.installed_here.values(), staging / "packages")
    return Packed(
        config={
            "model_metadata": _metadata(description, stored),
            "signature": _signature(description.inputs, outputs, code.parameters),
        },
        batching={"max_batch_size": _BATCH_SIZE} if is_merged else None,
        environment=code.environment,
        requirements=requirements,
        installed=installed.versions(),
        tried=tried,
        doubts=[*doubts_of(recording, traced), *stored.doubts],
    )


def _try(
    framework: Framework[DescriptionT], model: Any, description: DescriptionT, ask: Ask, rows: Rows | None
) -> Tried:
    if rows is None:
        return try_made_up(ask, description.sample)

    def live(native: Any) -> Mapping[str, Any]:
        return framework.answer(model, description, native)

    return try_given(ask, live, rows, description.inputs, getattr(description, "title", type(model).__name__))


def _write_code(code: Code, folder: Path) -> None:
    folder.mkdir()
    (folder / "model.py").write_text(code.source, "utf-8")


def _metadata(description: Description, stored: Stored) -> dict[str, Any]:
    """What the config says of the model: fields of 2022, and which Python its code demands."""
    python_minor = ".".join(platform.python_version_tuple()[:2]) if stored.has_code else None
    return {"model_binary_dir": _BINARY_DIR, **description.metadata, "python_minor": python_minor}


def _signature(inputs: Sequence[Tensor], outputs: Sequence[Tensor], parameters: Sequence[Parameter]) -> dict[str, Any]:
    told = {"parameters": [parameter.to_json() for parameter in parameters]} if parameters else {}
    return {
        "inputs": [tensor.to_json() for tensor in inputs],
        "outputs": [tensor.to_json() for tensor in outputs],
        **told,
    }


def _outputs(description: Description, trials: Sequence[Trial]) -> Sequence[Tensor]:
    """An answer says more of itself than the model does, but not what its classes are.

    Of one row alone it can look as if all rows had the same shape: what is no tensor of several rows is none.
    """
    answers = [trial.answer for trial in trials]
    if not answers or not all(isinstance(answer, Mapping) for answer in answers):  # a function returns anything
        return description.outputs
    classes = {tensor.name: tensor.classes for tensor in description.outputs}
    first, *others = ({tensor.name: tensor for tensor in tensors_of(answer)} for answer in answers)
    return [
        replace(tensor, classes=classes.get(name, ()))
        for name, tensor in first.items()
        if all(name in other for other in others)
    ]


def _needs_of(stored: Stored) -> list[Need]:
    return [Need("cloudpickle", "code that travels with the model")] if stored.has_code else []
