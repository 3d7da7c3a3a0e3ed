"""Makes a truss of a fitted scikit-learn estimator or pipeline."""

from __future__ import annotations

import json
import platform
import sys
from pathlib import Path
from typing import Any

from truss._example import Example
from truss._packing.distributions import InstalledDistributions
from truss._packing.local_code import copy_local_code
from truss._packing.recorder import Recording
from truss._packing.requirements import Requirement, collect_requirements
from truss._packing.serialise import record_or_refuse, write_model
from truss._packing.trace import Trace, trace
from truss.frameworks.framework import Packed
from truss.frameworks.sklearn.fitted import check_fitted, method_of
from truss.frameworks.sklearn.inputs import Inputs, inputs_of
from truss.frameworks.sklearn.signature import signature_of
from truss.frameworks.sklearn.template import render_model, transform_output
from truss.frameworks.sklearn.trial import try_out

# Named as in 2022, though scikit-learn brings them: each has its own say in what a pickle means.
_NEEDS = ("numpy", "scipy", "joblib", "threadpoolctl")
_ALWAYS = (("scikit-learn", "the framework"), *((name, "scikit-learn needs it") for name in _NEEDS))


class SklearnFramework:
    """scikit-learn, and every estimator of others that is built on its base class."""

    name = "sklearn"

    def recognises(self, model: object) -> bool:
        """Whether the object is an estimator. No object can be one before scikit-learn has been imported."""
        base = sys.modules.get("sklearn.base")
        return base is not None and not isinstance(model, type) and isinstance(model, base.BaseEstimator)

    def pack(self, model: Any, staging: Path, rows: object) -> Packed:
        """Writes the estimator and the code that answers with it; see `Framework.pack`."""
        method = method_of(model)
        check_fitted(model)
        inputs = inputs_of(model, rows)
        recording = record_or_refuse(model)
        installed = InstalledDistributions()
        traced = trace(recording.modules, installed)

        file = _write_data(model, inputs, recording, staging / "data" / "model")
        source = render_model(model, inputs, method, file)
        (staging / "model").mkdir()
        (staging / "model" / "model.py").write_text(source, "utf-8")
        trial = try_out(source, model, inputs, rows)
        return Packed(
            config={
                "model_metadata": _metadata(model, method, recording),
                "signature": signature_of(model, inputs, method, trial),
            },
            requirements=_requirements(inputs, recording, traced, installed),
            examples=[] if trial is None else [Example("example1", trial.request)],
            copied=copy_local_code(traced.local, staging / "packages"),
        )


def _write_data(model: Any, inputs: Inputs, recording: Recording, folder: Path) -> str:
    folder.mkdir(parents=True)
    if inputs.kind == "records":
        columns = {name: column.to_json() for name, column in inputs.columns.items()}
        (folder / "columns.json").write_text(json.dumps(columns, indent=2) + "\n", "utf-8")
    return write_model(model, folder, recording).name


def _metadata(model: Any, method: str, recording: Recording) -> dict[str, Any]:
    """What the config says of the model: the two fields of 2022, and which Python its code demands."""
    return {
        "model_binary_dir": "model",
        "supports_predict_proba": method == "predict" and hasattr(model, "predict_proba"),
        "python_minor": ".".join(platform.python_version_tuple()[:2]) if recording.by_value else None,
    }


def _requirements(
    inputs: Inputs, recording: Recording, traced: Trace, installed: InstalledDistributions
) -> list[Requirement]:
    needed = list(_ALWAYS)
    if inputs.kind == "records":
        needed.append(("pandas", "named columns"))
    if transform_output() is not None:
        needed.append((str(transform_output()), "the form of transformers' results"))
    if recording.by_value:
        needed.append(("cloudpickle", "code that travels with the model"))
    return collect_requirements(needed, traced, installed)
