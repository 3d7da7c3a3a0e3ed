"""Every objective of XGBoost, LightGBM and CatBoost, packed, loaded afresh, and held against the live booster."""

import warnings

import pytest
import xgboost

from client.conftest import answer_afresh
from corpus.answers import assert_same
from frameworks.boosters.objectives import all_objectives, train
from truss._packing.pack import pack
from truss.frameworks.known import framework_of
from truss_worker.values.json_encode import to_plain

OBJECTIVES = all_objectives()

_METRICS = """
    AUC Accuracy AverageGain BalancedAccuracy BalancedErrorRate BrierScore CtrFactor DCG ERR F F1 FairLoss FilteredDCG
    HammingLoss HingeLoss Kappa LogLikelihoodOfPrediction MAP MCC MRR MSLE MedianAbsoluteError NDCG NormalizedGini
    NumErrors PFound PRAUC PairAccuracy Precision PrecisionAt QueryAUC QueryAverage R2 Recall RecallAt SMAPE TotalF1
    UserPerObjMetric UserQuerywiseMetric WKappa ZeroOneLoss
"""
UNTRAINED = {
    **{("catboost", name): "measures a model, and trains none" for name in _METRICS.split()},
    ("catboost", "QueryCrossEntropy"): "trains on GPUs alone",
    ("catboost", "Combination"): "made of others of this list",
    ("catboost", "PythonUserDefinedMultiTarget"): "of the user's own, not by this name",
    ("catboost", "PythonUserDefinedPerObject"): "of the user's own, not by this name",
}
"""What nothing is trained with, and why."""


@pytest.fixture(scope="module")
def walked(request, tmp_path_factory):
    """By objective, (target, what the truss answers, what the live booster does); all asked in one fresh process."""
    folder = tmp_path_factory.mktemp("objectives")
    cases = [
        (item.callspec.params["objective"], *trained)
        for item in request.session.items
        if "objective" in getattr(getattr(item, "callspec", None), "params", {})
        for trained in train(*item.callspec.params["objective"])
    ]
    requests = []
    for number, (_, _, model, rows) in enumerate(cases):
        directory = folder / str(number)
        directory.mkdir()
        pack(framework_of(model), model, directory, None)
        requests.append((directory, {"inputs": rows.tolist()}))
    answers = answer_afresh(requests, cwd=folder)
    found = {}
    for (objective, target, model, rows), answer in zip(cases, answers):
        found.setdefault(objective, []).append((target, answer, live(model, rows)))
    return found


def live(model, rows):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        given = xgboost.DMatrix(rows) if isinstance(model, xgboost.Booster) else rows
        return to_plain({"predictions": model.predict(given)})


@pytest.mark.parametrize("objective", OBJECTIVES, ids=" ".join)
def test_answers_as_the_live_booster(walked, objective):
    cases = walked.get(objective, [])
    assert bool(cases) == (objective not in UNTRAINED), "nothing that it could be trained on"
    for target, answer, expected in cases:
        assert_same(answer, expected, target)
