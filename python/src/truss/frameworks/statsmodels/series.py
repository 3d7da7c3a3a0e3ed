"""How each kind of results goes on with a series in time, and what has to be known of the steps to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from truss.errors import TrussError, error_of

Way = Literal["forecast", "known", "vectors", "predict"]
"""How results are asked: for a number of steps; for those of which something is known; again with the end of their own
series; by another method."""


@dataclass(frozen=True)
class Continuation:
    """How a series is continued.

    Attributes:
        way: how results are asked.
        exog: the columns beside the series, as they were given; None where there were none. Whoever asks for the steps
            to come has to say what they hold then.
    """

    way: Way
    exog: Any = None

    def ask(self, results: Any, steps: int, known: Any = None) -> Any:
        """Continues the series by so many steps, with what is known of each."""
        if self.way == "known":
            return results.forecast(steps, exog=known)
        if self.way == "vectors":
            return results.forecast(results.endog[-results.k_ar :], steps)
        return results.predict(steps=steps) if self.way == "predict" else results.forecast(steps)


def continuation_of(results: Any) -> Continuation | None:
    """Tells how results go on with their series; None where they are of rows."""
    kind = type(getattr(results, "_results", results))
    if kind.__name__ == "VECMResults":
        return Continuation("predict")
    if not hasattr(results, "forecast"):
        return None
    if kind.__module__.startswith("statsmodels.tsa.vector_ar."):
        return Continuation("vectors")
    exog = _exog_of(results.model)
    return Continuation("forecast") if exog is None else Continuation("known", exog)


def refuse_what_cannot_go_on(results: Any, continuation: Continuation) -> None:
    """Has a series go on for a step, which some results have a method for and cannot do.

    Raises:
        TrussError: `MODEL_CANNOT_PREDICT` with what statsmodels says.
    """
    exog = continuation.exog
    try:
        continuation.ask(results, 1, None if exog is None else exog[-1:])
    except Exception as error:
        raise cannot(results, f"cannot say how its series goes on ({said(error)})") from error


def cannot(results: Any, why: str) -> TrussError:
    """Gives the error of results that cannot answer; `why` completes the sentence."""
    name = type(getattr(results, "_results", results)).__name__
    hint = "Write the class that asks it yourself: `truss init`"
    return error_of("MODEL_CANNOT_PREDICT", f"{name} of {type(results.model).__name__} {why}", hint)


def said(error: Exception) -> str:
    """Gives the first line of what an exception says, or its kind where it says nothing."""
    return str(error).partition("\n")[0] or type(error).__name__


def _exog_of(model: Any) -> Any:
    # ARIMA puts its own trend among the columns.
    if hasattr(model, "_input_exog"):
        return model._input_exog  # noqa: SLF001 - nothing else says which columns were the user's
    return getattr(getattr(model, "data", None), "orig_exog", None)
