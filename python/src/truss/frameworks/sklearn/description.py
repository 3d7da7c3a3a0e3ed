"""Tells what an estimator takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from truss.frameworks.framework import Description
from truss.frameworks.sklearn.fitted import method_of
from truss.frameworks.sklearn.inputs import inputs_of
from truss.frameworks.sklearn.outputs import outputs_of
from truss.frameworks.sklearn.row_wise import is_row_wise
from truss.frameworks.tabular.inputs import Inputs
from truss.frameworks.tabular.sample import sample_of
from truss.frameworks.tabular.signature import tensors_of_inputs


@dataclass(frozen=True)
class SklearnDescription(Description):
    """What an estimator takes and gives.

    Attributes:
        title: the name of its class.
        method: what answers, such as `predict`.
        takes: what its rows hold.
        has_probabilities: whether `predict_proba` answers beside `predict`.
        has_several_outputs: whether it knows classes for each of several outputs.
        transform_output: the form of transformers' results, such as `pandas`, that was set for all of scikit-learn
            here, which no pickle tells of; None: its own.
    """

    title: str
    method: str
    takes: Inputs
    has_probabilities: bool
    has_several_outputs: bool
    transform_output: str | None


def describe(model: Any, rows: object) -> SklearnDescription:
    """Tells what an estimator takes and gives; see `Framework.describe`."""
    method = method_of(model)
    inputs = inputs_of(model, rows)
    has_probabilities = method == "predict" and hasattr(model, "predict_proba")
    return SklearnDescription(
        inputs=tensors_of_inputs(inputs, rows),
        outputs=outputs_of(model, method),
        sample=sample_of(inputs),
        metadata={"supports_predict_proba": has_probabilities},
        is_row_wise=is_row_wise(model),
        title=type(model).__name__,
        method=method,
        takes=inputs,
        has_probabilities=has_probabilities,
        has_several_outputs=isinstance(getattr(model, "classes_", None), list),
        transform_output=_transform_output(),
    )


def _transform_output() -> str | None:
    from sklearn import get_config

    output = get_config().get("transform_output", "default")
    return None if output == "default" else str(output)
