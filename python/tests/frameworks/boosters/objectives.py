"""Every objective that the libraries themselves say they have, trained natively on whatever it takes."""

import re

import lightgbm
import numpy as np
import xgboost
from catboost import CatBoost, CatBoostError, Pool
from sklearn.datasets import load_diabetes, load_wine

FEATURES, NUMBERS = load_diabetes(return_X_y=True)
WINES, CLASSES = load_wine(return_X_y=True)
FEATURES, NUMBERS = FEATURES[:150], NUMBERS[:150] / 100
WINES, CLASSES = WINES[::2], CLASSES[::2]
GROUPS = 10

GROUPED = ("ranks", "choices")
TARGETS = {
    "numbers": (FEATURES, NUMBERS),
    "shares": (FEATURES, NUMBERS / NUMBERS.max()),
    "two classes": (FEATURES, (NUMBERS > 1.5).astype(int)),
    "three classes": (WINES, CLASSES),
    "several numbers": (FEATURES, np.column_stack([NUMBERS, -NUMBERS])),
    "several labels": (FEATURES, np.column_stack([NUMBERS > 1, NUMBERS > 2]).astype(int)),
    "ranks": (FEATURES, (NUMBERS.astype(int) % 3)),
    "choices": (FEATURES, (NUMBERS > 1.5).astype(int)),
    "bounds": (FEATURES, NUMBERS + 0.1),
}
"""What is learned, from the simplest on."""

# No parameter of LightGBM lists them: its documentation does.
OF_LIGHTGBM = (
    *("regression", "regression_l1", "huber", "fair", "poisson", "quantile", "mape", "gamma", "tweedie"),
    *("binary", "multiclass", "multiclassova", "cross_entropy", "cross_entropy_lambda", "lambdarank", "rank_xendcg"),
)


def of_xgboost():
    """The names of XGBoost's objectives, as it lists them to whoever asks for another."""
    matrix = xgboost.DMatrix(FEATURES, NUMBERS)
    try:
        xgboost.train({"objective": "no such"}, matrix, 1)
    except xgboost.core.XGBoostError as error:
        return sorted(re.findall(r"Objective candidate: (\S+)", str(error)))
    raise AssertionError("it has that")


def of_catboost():
    """The names of CatBoost's loss functions, as it lists them to whoever asks for another."""
    try:
        CatBoost({"loss_function": "NoSuch", "iterations": 1}).fit(FEATURES, NUMBERS, verbose=False)
    except CatBoostError as error:
        return sorted(re.findall(r"'(\w+)'", str(error).partition("Valid options are")[2]))
    raise AssertionError("it has that")


def all_objectives():
    """(library, objective) for all of them."""
    named = {"xgboost": of_xgboost(), "lightgbm": OF_LIGHTGBM, "catboost": of_catboost()}
    return [(library, name) for library, names in named.items() for name in names]


def train(library, objective):
    """Gives (target, model, rows) for each of the targets that an objective takes; none where it takes none."""
    found = []
    for target, (rows, labels) in TARGETS.items():
        model = _first_that_trains(library, objective, rows, labels, target)
        if model is not None:
            found.append((target, model, rows[::40]))
    return found


def _first_that_trains(library, objective, rows, labels, target):
    for options in _OPTIONS[library]:
        try:
            return _TRAIN[library](objective, rows, labels, target, options)
        except (ValueError, TypeError, AttributeError, lightgbm.basic.LightGBMError, CatBoostError):
            continue
    return None


def _groups(rows):
    """How many rows each group has, the last what is left."""
    return [min(GROUPS, len(rows) - start) for start in range(0, len(rows), GROUPS)]


def _xgboost(objective, rows, labels, target, options):
    matrix = xgboost.DMatrix(rows, labels)
    if objective.startswith("rank"):
        matrix.set_group(_groups(rows))
    if target == "bounds":
        matrix.set_float_info("label_lower_bound", labels)
        matrix.set_float_info("label_upper_bound", labels + 1)
    return xgboost.train({"objective": objective, "max_depth": 3, **options}, matrix, 2)


def _lightgbm(objective, rows, labels, target, options):
    data = lightgbm.Dataset(rows, labels, group=_groups(rows) if target in GROUPED else None)
    return lightgbm.train({"objective": objective, "verbose": -1, "min_data_in_leaf": 5, **options}, data, 2)


def _catboost(objective, rows, labels, target, options):
    parameters = {"loss_function": objective + options.get("of it", ""), "iterations": 2, "bootstrap_type": "No"}
    groups = np.arange(len(rows)) // GROUPS if target in GROUPED else None
    pool = Pool(rows, labels, group_id=groups)
    return CatBoost({**parameters, "verbose": False, "allow_writing_files": False}).fit(pool)


_TRAIN = {"xgboost": _xgboost, "lightgbm": _lightgbm, "catboost": _catboost}
_OF_CATBOOST = (
    *("alpha=0.3", "alpha=0.1,0.9", "delta=1", "q=2", "quantile=0.1", "variance_power=1.5", "dist=Normal"),
    *("focal_alpha=0.5;focal_gamma=1", "metric=NDCG"),
)
_OPTIONS = {
    "xgboost": ({}, {"num_class": 3}, {"quantile_alpha": [0.1, 0.9]}, {"expectile_alpha": [0.1, 0.9]}),
    "lightgbm": ({}, {"num_class": 3}),
    "catboost": ({}, *({"of it": f":{each}"} for each in _OF_CATBOOST)),
}
"""What some of them cannot do without."""
