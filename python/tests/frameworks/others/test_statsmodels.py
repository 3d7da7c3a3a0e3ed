"""statsmodels keeps the promises of a framework, with each of its kinds of models."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from sklearn.linear_model import LinearRegression
from statsmodels.othermod.betareg import BetaModel
from statsmodels.tsa.ar_model import AutoReg
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing, Holt, SimpleExpSmoothing

from client.framework_conformance import FrameworkConformance, Sample
from frameworks.served import assert_answers_everywhere
from truss.frameworks.known import FRAMEWORKS

RANDOM = np.random.default_rng(0)
TABLE = pd.DataFrame({"x": RANDOM.random(60) + 0.1, "place": list("abc") * 20, "n p": RANDOM.random(60)})
TABLE["y"] = TABLE["x"] * 2 + (TABLE["place"] == "b") + RANDOM.random(60) / 10
TABLE["count"] = RANDOM.poisson(TABLE["x"] * 3)
TABLE["yes"] = (TABLE["y"] + RANDOM.random(60) > 2).astype(int)
ROWS = TABLE[["x", "place", "n p"]][::20]
NUMBERS = sm.add_constant(TABLE[["x", "n p"]])
ARRAY = NUMBERS.to_numpy()
SERIES = np.cumsum(RANDOM.random(60)) + 1


def of_rows(results, rows):
    inputs = rows.to_dict(orient="records") if hasattr(rows, "columns") else rows.tolist()
    return Sample(results, inputs, rows, lambda: {"predictions": np.asarray(results.predict(rows))})


def of_formula(make, formula, names=("x", "place", "n p"), **options):
    return lambda: of_rows(make(formula, TABLE, **options).fit(**_quiet(make)), ROWS[list(names)])


def of_array(make, target="y", **options):
    return lambda: of_rows(make(TABLE[target].to_numpy(), ARRAY, **options).fit(**_quiet(make)), ARRAY[::20])


def _quiet(make):
    return {"disp": 0} if "GLM" not in make.__name__ and make.__name__ in _LOUD else {}


_LOUD = ("Logit", "Probit", "Poisson", "MNLogit", "NegativeBinomial", "GeneralizedPoisson", "logit", "poisson")


def of_series(make, **options):
    def sample():
        results = make(SERIES, **options).fit()
        return Sample(
            results, [1, 3, 2], [1, 3, 2], lambda: {"predictions": np.asarray(results.forecast(3))[[0, 2, 1]]}
        )

    return sample


SAMPLES = {
    "least squares by a formula": of_formula(smf.ols, "y ~ np.log(x) + C(place) + Q('n p')"),
    "a logit by a formula": of_formula(smf.logit, "yes ~ x + place", ("x", "place")),
    "a count by a formula": of_formula(smf.poisson, "count ~ x", ("x",)),
    "a quantile by a formula": of_formula(smf.quantreg, "y ~ x", ("x",)),
    "a generalised model by a formula": of_formula(
        smf.glm, "count ~ x + place", ("x", "place"), family=sm.families.Poisson()
    ),
    "named columns": lambda: of_rows(sm.OLS(TABLE["y"], NUMBERS).fit(), NUMBERS[::20]),
    "OLS": of_array(sm.OLS),
    "WLS": of_array(sm.WLS, weights=np.arange(1, 61)),
    "GLS": of_array(sm.GLS),
    "GLSAR": of_array(sm.GLSAR),
    "RLM": of_array(sm.RLM),
    "QuantReg": of_array(sm.QuantReg),
    "GLM": of_array(sm.GLM, "count", family=sm.families.Poisson()),
    "Logit": of_array(sm.Logit, "yes"),
    "Probit": of_array(sm.Probit, "yes"),
    "Poisson": of_array(sm.Poisson, "count"),
    "NegativeBinomial": of_array(sm.NegativeBinomial, "count"),
    "MNLogit": lambda: of_rows(sm.MNLogit(np.arange(60) % 3, ARRAY).fit(disp=0), ARRAY[::20]),
    "BetaModel": lambda: of_rows(BetaModel(TABLE["n p"].clip(0.01, 0.99).to_numpy(), ARRAY).fit(disp=0), ARRAY[::20]),
    "ARIMA": of_series(sm.tsa.ARIMA, order=(1, 1, 0)),
    "SARIMAX": of_series(sm.tsa.SARIMAX, order=(1, 0, 0)),
    "UnobservedComponents": of_series(sm.tsa.UnobservedComponents, level="local level"),
    "AutoReg": of_series(AutoReg, lags=2),
    "ETSModel": of_series(ETSModel),
    "ExponentialSmoothing": of_series(ExponentialSmoothing, trend="add", initialization_method="estimated"),
    "Holt": of_series(Holt, initialization_method="estimated"),
    "SimpleExpSmoothing": of_series(SimpleExpSmoothing, initialization_method="estimated"),
}


class TestStatsmodels(FrameworkConformance):
    known = next(each for each in FRAMEWORKS if each.name == "statsmodels")
    samples = SAMPLES
    refused = {"not fitted": lambda: sm.OLS(TABLE["y"], NUMBERS)}
    others = [lambda: LinearRegression().fit(ARRAY, TABLE["y"])]


@pytest.mark.parametrize("name", ["least squares by a formula", "ARIMA"])
def test_all_protocols_answer_as_the_live_object(tmp_path, name):
    sample = SAMPLES[name]()
    assert_answers_everywhere(sample.model, tmp_path / "model", sample.rows, sample.ask())
