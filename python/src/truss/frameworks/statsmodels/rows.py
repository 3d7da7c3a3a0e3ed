"""What results answer to rows, and which of them need more than rows to answer."""

from __future__ import annotations

from typing import Any

from truss.frameworks.statsmodels.series import cannot, said


def values_of(results: Any, rows: Any) -> Any:
    """Gives what results predict."""
    if is_of_hazards(results):
        return results.predict(exog=rows).predicted_values
    return results.predict(rows)


def is_of_hazards(results: Any) -> bool:
    """Whether results are of PHReg: their `predict` has the rows second, and says how sure the values are."""
    return type(results).__name__ == "PHRegResults"


def refuse_what_rows_do_not_suffice_for(results: Any) -> None:
    """Asks results for two rows of those that they were fitted on.

    Some need more than rows: how much a count is inflated, what is smoothed. Others have a method that they cannot
    answer with, such as conditional models.

    Raises:
        TrussError: `MODEL_CANNOT_PREDICT` with what statsmodels says.
    """
    if is_of_hazards(results) and getattr(results.model, "formula", None) is not None:
        # Read back, its formula has a constant again, and no answer fits. Fitted on arrays it has none.
        raise cannot(results, "that was fitted by a formula cannot predict any more once it has been written to a file")
    rows = _own_rows(results.model)
    if rows is None:
        return
    if getattr(results.model, "smoother", None) is not None:
        raise cannot(results, "needs the values that it smooths beside those of its other columns")
    try:
        values = values_of(results, rows)
        count = len(values)
    except Exception as error:
        raise cannot(results, f"cannot predict for rows alone ({said(error)})") from error
    if count != len(rows):
        raise cannot(results, f"cannot predict for rows alone: two of them have {count} answers")


def _own_rows(model: Any) -> Any:
    """Two of the rows that a model was fitted on; None where they were taken away."""
    frame = getattr(model.data, "frame", None) if getattr(model, "formula", None) is not None else None
    exog = model.exog if frame is None else frame
    return None if exog is None else exog[:2]
