"""Tells what a model of CatBoost takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from truss.frameworks.framework import Description
from truss.frameworks.tabular.columns import Column, ColumnKind
from truss.frameworks.tabular.inputs import Inputs, inputs_of_columns
from truss.frameworks.tabular.outputs import outputs_of_classes
from truss.frameworks.tabular.sample import sample_of
from truss.frameworks.tabular.signature import tensors_of_inputs
from truss.frameworks.tensors import Tensor


@dataclass(frozen=True)
class CatBoostDescription(Description):
    """What a model of CatBoost takes and gives.

    Attributes:
        title: the name of its class, such as `CatBoostClassifier`.
        takes: what its rows hold.
        has_probabilities: whether `predict_proba` answers beside `predict`.
    """

    title: str
    takes: Inputs
    has_probabilities: bool


def describe(model: Any, rows: object) -> CatBoostDescription:
    """Tells what a model takes and gives; see `Framework.describe`."""
    takes = _inputs_of(model, rows)
    has_probabilities = hasattr(model, "predict_proba")
    return CatBoostDescription(
        inputs=tensors_of_inputs(takes, rows),
        outputs=_outputs_of(model, has_probabilities),
        sample=sample_of(takes),
        metadata={"supports_predict_proba": has_probabilities},
        is_row_wise=True,
        title=type(model).__name__,
        takes=takes,
        has_probabilities=has_probabilities,
    )


def _inputs_of(model: Any, rows: object) -> Inputs:
    names = [str(name) for name in model.feature_names_]
    kinds: dict[int, ColumnKind] = {
        **dict.fromkeys(model.get_cat_feature_indices(), "label"),
        **dict.fromkeys(model.get_text_feature_indices(), "text"),
        **dict.fromkeys(model.get_embedding_feature_indices(), "any"),
    }
    columns = [Column(kinds.get(index, "number")) for index in range(len(names))]
    # Numbers are the names that CatBoost gives itself. An array cannot hold texts beside numbers, a table can.
    has_names = names != [str(index) for index in range(len(names))] or bool(kinds)
    takes = inputs_of_columns(model, columns, names if has_names else None, None)
    return takes if has_names else inputs_of_columns(model, columns, None, rows)


def _outputs_of(model: Any, has_probabilities: bool) -> list[Tensor]:
    classes = getattr(model, "classes_", None) if has_probabilities else None
    return [] if classes is None or len(classes) == 0 else outputs_of_classes(classes, has_probabilities)
