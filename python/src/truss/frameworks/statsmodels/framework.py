"""statsmodels' answers to the questions of mk_truss."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from truss.errors import error_of
from truss.frameworks.framework import Code, Need, Stored
from truss.frameworks.pickled import store_pickled
from truss.frameworks.plain_objects import PlainObjects
from truss.frameworks.statsmodels.description import StatsmodelsDescription, describe
from truss.frameworks.statsmodels.rows import refuse_what_rows_do_not_suffice_for, values_of
from truss.frameworks.statsmodels.series import cannot, continuation_of, refuse_what_cannot_go_on
from truss.frameworks.statsmodels.template import render_model
from truss.frameworks.tabular.reading import loaded_columns, write_columns


class StatsmodelsFramework(PlainObjects):
    """Results of statsmodels' models, pickled as their own `save` does; see `Framework`."""

    name = "statsmodels"

    def recognises(self, model: object) -> bool:
        """Whether it is a model of statsmodels, or what comes of fitting one."""
        base = sys.modules.get("statsmodels.base.model")
        wrapper = sys.modules.get("statsmodels.base.wrapper")
        is_result = wrapper is not None and isinstance(model, wrapper.ResultsWrapper)
        # Some results, such as ThetaModel's and VECM's, derive from none of its classes.
        is_another = type(model).__module__.startswith("statsmodels.") and (
            hasattr(model, "model") and (hasattr(model, "forecast") or hasattr(model, "predict"))
        )
        return is_result or is_another or (base is not None and isinstance(model, (base.Model, base.Results)))

    def check(self, model: Any) -> None:
        """Refuses models, which know nothing before they are fitted, and results that cannot predict."""
        name = type(model).__name__
        if not hasattr(model, "model"):
            message = f"This {name} has not been fitted, so it cannot answer anything"
            raise error_of("MODEL_NOT_FITTED", message, "Hand over what its fit method returns")
        series = continuation_of(model)
        if series is not None:
            refuse_what_cannot_go_on(model, series)
            return
        if not hasattr(model, "predict") or not hasattr(model.model, "exog_names"):
            raise cannot(model, "has no way to predict for rows that it has not seen")
        refuse_what_rows_do_not_suffice_for(model)

    def describe(self, model: Any, rows: object) -> StatsmodelsDescription:
        """Tells from formula and training data what the rows hold."""
        return describe(model, rows)

    def write(self, model: Any, description: StatsmodelsDescription, folder: Path, by_value: bool) -> Stored:
        """Writes the results as a pickle, which is their own format."""
        write_columns(description.takes, folder)
        return store_pickled(model, folder, by_value)

    def template(self, description: StatsmodelsDescription, stored: Stored) -> Code:
        """Gives the code that answers with the results' own methods."""
        return Code(render_model(description, stored), loaded_columns(description.takes))

    def answer(self, model: Any, description: StatsmodelsDescription, rows: Any) -> Mapping[str, Any]:
        """Answers with the results' own methods."""
        import numpy as np

        series = description.series
        if series is None:
            return {"predictions": np.asarray(values_of(model, rows))}
        if series.exog is not None:
            return {"predictions": np.asarray(series.ask(model, len(rows), rows))}
        steps = np.asarray(rows).astype(int)
        return {"predictions": np.asarray(series.ask(model, int(steps.max())))[steps - 1]}

    def needs(self, description: StatsmodelsDescription, stored: Stored) -> list[Need]:
        """Names statsmodels and what it stands on."""
        brought = [Need(name, "statsmodels needs it") for name in ("numpy", "scipy", "pandas")]
        return [Need("statsmodels", "the framework"), *brought, Need("joblib", "the file of the model")]
