"""scikit-learn's answers to the questions of mk_truss."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from truss.frameworks.framework import Code, Need, Stored
from truss.frameworks.pickled import store_pickled
from truss.frameworks.plain_objects import PlainObjects
from truss.frameworks.sklearn.answer import live_answer
from truss.frameworks.sklearn.description import SklearnDescription, describe
from truss.frameworks.sklearn.fitted import check_fitted, method_of
from truss.frameworks.sklearn.template import render_model
from truss.frameworks.tabular.carriers import needs_of_inputs
from truss.frameworks.tabular.reading import loaded_columns, write_columns

# Named as in 2022, though scikit-learn brings them: each has its own say in what a pickle means.
_BROUGHT = ("numpy", "scipy", "joblib", "threadpoolctl")
_ALWAYS = (Need("scikit-learn", "the framework"), *(Need(name, "scikit-learn needs it") for name in _BROUGHT))


class SklearnFramework(PlainObjects):
    """scikit-learn, and every estimator of others that is built on its base class; see `Framework`."""

    name = "sklearn"

    def recognises(self, model: object) -> bool:
        """Whether the object is an estimator. No object can be one before scikit-learn has been imported."""
        base = sys.modules.get("sklearn.base")
        return base is not None and not isinstance(model, type) and isinstance(model, base.BaseEstimator)

    def check(self, model: Any) -> None:
        """Refuses estimators that answer nothing, or have learned nothing."""
        method_of(model)
        check_fitted(model)

    def describe(self, model: Any, rows: object) -> SklearnDescription:
        """Tells from the fitted steps what the estimator takes, and from its classes what it answers."""
        return describe(model, rows)

    def write(self, model: Any, description: SklearnDescription, folder: Path, by_value: bool) -> Stored:
        """Writes the estimator as joblib or cloudpickle do, and what its columns hold."""
        write_columns(description.takes, folder)
        return store_pickled(model, folder, by_value)

    def template(self, description: SklearnDescription, stored: Stored) -> Code:
        """Gives the code that answers with the estimator's own methods."""
        return Code(render_model(description, stored), loaded_columns(description.takes))

    def answer(self, model: Any, description: SklearnDescription, rows: Any) -> Mapping[str, Any]:
        """Answers with the estimator's own methods."""
        return live_answer(model, description, rows)

    def needs(self, description: SklearnDescription, stored: Stored) -> list[Need]:
        """Names scikit-learn and what it stands on, and what carries named columns."""
        needs = [*_ALWAYS, *needs_of_inputs(description.takes)]
        if description.transform_output is not None:
            needs.append(Need(description.transform_output, "the form of transformers' results"))
        return needs
