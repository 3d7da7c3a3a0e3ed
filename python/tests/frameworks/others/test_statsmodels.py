"""statsmodels keeps the promises of a framework, with each of its kinds of models."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from sklearn.linear_model import LinearRegression
from statsmodels.discrete.conditional_models import ConditionalLogit
from statsmodels.discrete.count_model import (
    ZeroInflatedGeneralizedPoisson,
    ZeroInflatedNegativeBinomialP,
    ZeroInflatedPoisson,
)
from statsmodels.discrete.truncated_model import (
    HurdleCountModel,
    TruncatedLFNegativeBinomialP,
    TruncatedLFPoisson,
)
from statsmodels.gam.api import BSplines, GLMGam
from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM
from statsmodels.miscmodels.ordinal_model import OrderedModel
from statsmodels.othermod.betareg import BetaModel
from statsmodels.sandbox.regression.gmm import IV2SLS
from statsmodels.tsa.api import UECM, VAR, VARMAX, VECM
from statsmodels.tsa.ar_model import AutoReg
from statsmodels.tsa.ardl import ARDL
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.stl import STLForecast
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing, Holt, SimpleExpSmoothing

from client.framework_conformance import FrameworkConformance, Sample
from frameworks.served import assert_answers_everywhere
from truss.errors import TrussError
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


def of_known_steps(make, exog, **options):
    """A series with columns beside it, of which somebody has to say what they hold in the steps to come."""

    def sample():
        results = make(pd.Series(SERIES), exog=exog, **options).fit(**({"disp": 0} if make in _OF_STATES else {}))
        ahead = exog[:3]
        inputs = ahead.to_dict(orient="records") if hasattr(ahead, "columns") else ahead.tolist()
        return Sample(results, inputs, ahead, lambda: {"predictions": np.asarray(results.forecast(3, exog=ahead))})

    return sample


_OF_STATES = (sm.tsa.SARIMAX, sm.tsa.UnobservedComponents)


def of_steps(make, ahead):
    def sample():
        results = make()
        return Sample(results, [1, 3, 2], [1, 3, 2], lambda: {"predictions": np.asarray(ahead(results))[[0, 2, 1]]})

    return sample


def of_series(make, **options):
    def sample():
        results = make(SERIES, **options).fit()
        return Sample(
            results, [1, 3, 2], [1, 3, 2], lambda: {"predictions": np.asarray(results.forecast(3))[[0, 2, 1]]}
        )

    return sample


GROUPS = np.repeat(np.arange(20), 3)
GRADES = pd.cut(TABLE["y"], 3, labels=False).to_numpy()
TWO_SERIES = np.cumsum(RANDOM.normal(size=(60, 2)), 0)
DATED = pd.Series(SERIES, pd.date_range("2020-01-01", periods=60, freq="MS"))
TABLE["group"] = GROUPS

OF_GROUPS = {
    "GEE": lambda: of_rows(
        sm.GEE(TABLE["count"].to_numpy(), ARRAY, GROUPS, family=sm.families.Poisson()).fit(), ARRAY[::20]
    ),
    "GEE by a formula": lambda: of_rows(smf.gee("count ~ x", "group", TABLE).fit(), ROWS[["x"]]),
    "MixedLM": lambda: of_rows(sm.MixedLM(TABLE["y"].to_numpy(), ARRAY, GROUPS).fit(), ARRAY[::20]),
    "MixedLM by a formula": lambda: of_rows(smf.mixedlm("y ~ x", TABLE, groups="group").fit(), ROWS[["x"]]),
    "OrderedModel": lambda: of_rows(
        OrderedModel(GRADES, ARRAY[:, 1:], distr="logit").fit(disp=0, method="bfgs"), ARRAY[::20, 1:]
    ),
    "PHReg": lambda: of_hazards(sm.PHReg(TABLE["n p"].to_numpy(), ARRAY[:, 1:]).fit(), ARRAY[::20, 1:]),
    "a Bayesian model, of its design matrix": lambda: of_rows(
        BinomialBayesMixedGLM.from_formula("yes ~ x", {"a": "0 + C(place)"}, TABLE).fit_vb(),
        pd.DataFrame({"Intercept": 1.0, "x": ROWS["x"]}),
    ),
    "a multinomial logit by a formula": lambda: of_rows(
        smf.mnlogit("grade ~ x", TABLE.assign(grade=GRADES)).fit(disp=0), ROWS[["x"]]
    ),
}
OF_COUNTS = {
    make.__name__: lambda make=make, more=more: of_rows(
        make(TABLE["count"].to_numpy() + more, ARRAY).fit(disp=0, maxiter=50), ARRAY[::20]
    )
    for make, more in (
        (ZeroInflatedPoisson, 0),
        (ZeroInflatedGeneralizedPoisson, 0),
        (ZeroInflatedNegativeBinomialP, 0),
        (HurdleCountModel, 0),
        (TruncatedLFPoisson, 1),
        (TruncatedLFNegativeBinomialP, 1),
        (sm.GeneralizedPoisson, 0),
        (sm.NegativeBinomialP, 0),
    )
}
OF_OTHER_FITS = {
    "regularised": lambda: of_rows(sm.OLS(TABLE["y"].to_numpy(), ARRAY).fit_regularized(alpha=0.01), ARRAY[::20]),
    "a regularised logit": lambda: of_rows(
        sm.Logit(TABLE["yes"].to_numpy(), ARRAY).fit_regularized(alpha=0.1, disp=0), ARRAY[::20]
    ),
    "constrained": lambda: of_rows(sm.GLM(TABLE["count"].to_numpy(), ARRAY).fit_constrained("x1 = 0"), ARRAY[::20]),
    "without its data": lambda: of_rows(without_data(sm.OLS(TABLE["y"].to_numpy(), ARRAY).fit()), ARRAY[::20]),
    "of a formula, without its data": lambda: of_rows(without_data(smf.ols("y ~ x", TABLE).fit()), ROWS[["x"]]),
    "IV2SLS": lambda: of_rows(IV2SLS(TABLE["y"].to_numpy(), ARRAY, ARRAY).fit(), ARRAY[::20]),
}
OF_SEVERAL_SERIES = {
    "VAR": of_steps(lambda: VAR(TWO_SERIES).fit(2), lambda results: results.forecast(TWO_SERIES[-2:], 3)),
    "VECM": of_steps(lambda: VECM(TWO_SERIES).fit(), lambda results: results.predict(steps=3)),
    "VARMAX": of_steps(
        lambda: VARMAX(TWO_SERIES, order=(1, 0)).fit(disp=0, maxiter=3), lambda results: results.forecast(3)
    ),
    "ThetaModel": of_steps(lambda: ThetaModel(DATED, period=12).fit(), lambda results: results.forecast(3)),
    "STLForecast": of_steps(
        lambda: STLForecast(DATED, sm.tsa.ARIMA, model_kwargs={"order": (1, 1, 0)}).fit(),
        lambda results: results.forecast(3),
    ),
    "dated": of_steps(lambda: sm.tsa.ARIMA(DATED, order=(1, 1, 0)).fit(), lambda results: results.forecast(3)),
}


def of_hazards(results, rows):
    return Sample(
        results, rows.tolist(), rows, lambda: {"predictions": np.asarray(results.predict(exog=rows).predicted_values)}
    )


def without_data(results):
    results.remove_data()
    return results


CANNOT = {
    "what is inflated is told apart": lambda: ZeroInflatedPoisson(
        TABLE["count"].to_numpy(), ARRAY, exog_infl=ARRAY[:, :2]
    ).fit(disp=0),
    "what is smoothed is told apart": lambda: GLMGam(
        TABLE["y"].to_numpy(), ARRAY[:, :1], smoother=BSplines(TABLE[["x"]], df=[4], degree=[2]), alpha=[1.0]
    ).fit(),
    "conditional": lambda: ConditionalLogit(TABLE["yes"].to_numpy(), ARRAY[:, 1:], groups=GROUPS).fit(disp=0),
    "regimes": lambda: sm.tsa.MarkovRegression(SERIES, 2).fit(disp=0),
    "an error correction": lambda: UECM(SERIES, 2, ARRAY[:, 1:2], 1).fit(),
    "hazards by a formula": lambda: smf.phreg("y ~ x + count", TABLE).fit(),
    "recursive": lambda: sm.RecursiveLS(TABLE["y"].to_numpy(), ARRAY).fit(),
}


@pytest.mark.parametrize("kind", CANNOT)
def test_results_that_cannot_answer_are_refused(pack, kind):
    with pytest.raises(TrussError) as caught:
        pack(CANNOT[kind]())
    assert caught.value.code == "MODEL_CANNOT_PREDICT"
    assert "truss init" in caught.value.hint


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
    **OF_GROUPS,
    **OF_COUNTS,
    **OF_OTHER_FITS,
    **OF_SEVERAL_SERIES,
    "SARIMAX with a table beside": of_known_steps(sm.tsa.SARIMAX, TABLE[["x", "n p"]]),
    "ARIMA with a column beside": of_known_steps(sm.tsa.ARIMA, ARRAY[:, 1:2], order=(1, 0, 0)),
    "UnobservedComponents with a column beside": of_known_steps(
        sm.tsa.UnobservedComponents, ARRAY[:, 1:2], level="local level"
    ),
    "AutoReg with a table beside": of_known_steps(AutoReg, TABLE[["x"]], lags=2),
    "ARDL with a table beside": of_known_steps(ARDL, TABLE[["x"]], lags=2, order=1),
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
