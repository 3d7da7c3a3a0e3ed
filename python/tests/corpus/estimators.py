"""The estimators of the installed libraries, each made with what its constructor demands."""

import importlib
import inspect
import pkgutil

import category_encoders
import imblearn
import numpy as np
import sklearn
from sklearn.base import BaseEstimator
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.experimental import enable_halving_search_cv, enable_iterative_imputer  # noqa: F401 - to find them
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import MinMaxScaler, StandardScaler

LIBRARIES = (sklearn, imblearn, category_encoders)
_NO_PART_OF_THEIRS = frozenset({"tests", "externals", "conftest", "setup", "utils", "_build_utils", "experimental"})

# The same fit each time, and one that is soon done.
_EVERYWHERE = {"n_estimators": 5, "n_init": 1, "n_quantiles": 20, "random_state": 0, "max_process": 1, "cv": 2}
# The defaults of these suit larger tables than ours, or learn nothing that could answer.
_OF_CLASS = {
    "CCA": {"n_components": 1},
    "DictionaryLearning": {"max_iter": 3, "n_components": 2},
    "FeatureHasher": {"n_features": 32},
    "FunctionTransformer": {"func": np.log1p},
    "GaussianRandomProjection": {"n_components": 2},
    "HalvingGridSearchCV": {"min_resources": "smallest"},
    "HalvingRandomSearchCV": {"min_resources": "smallest"},
    "HashingVectorizer": {"n_features": 32},
    "LocalOutlierFactor": {"novelty": True},
    "MLPClassifier": {"max_iter": 20},
    "MLPRegressor": {"max_iter": 20},
    "MiniBatchDictionaryLearning": {"max_iter": 3, "n_components": 2},
    "PLSCanonical": {"n_components": 1},
    "PLSSVD": {"n_components": 1},
    "PatchExtractor": {"patch_size": (6, 6)},
    "RadiusNeighborsClassifier": {"radius": 50.0},
    "RadiusNeighborsRegressor": {"radius": 50.0},
    "SelectKBest": {"k": 2},
    "SelfTrainingClassifier": {"estimator": LogisticRegression(), "base_estimator": LogisticRegression()},
    "SparseRandomProjection": {"n_components": 2},
    "TSNE": {"perplexity": 5},
}


def all_classes():
    """All public estimators, by the name of their library and their own: `sklearn.SVC`."""
    found = {}
    for library in LIBRARIES:
        for module in _modules_of(library):
            for kind in vars(module).values():
                if _is_estimator_of(kind, library):
                    found[f"{library.__name__}.{kind.__name__}"] = kind
    return dict(sorted(found.items()))


def make(kind):
    """An estimator that has not been fitted."""
    parameters = inspect.signature(kind.__init__).parameters
    demanded = _demanded(kind)
    wanted = {name: demanded[name] for name, each in parameters.items() if name in demanded and _is_demanded(each)}
    wanted.update({name: value for name, value in _EVERYWHERE.items() if name in parameters})
    wanted.update({name: value for name, value in _OF_CLASS.get(kind.__name__, {}).items() if name in parameters})
    return kind(**wanted)


def is_regressor(kind):
    """Whether it learns numbers."""
    return "Regress" in kind.__name__ or "regress" in kind.__module__


def _modules_of(library):
    yield library
    for found in pkgutil.walk_packages(library.__path__, f"{library.__name__}."):
        if not _NO_PART_OF_THEIRS.intersection(found.name.split(".")):
            try:
                yield importlib.import_module(found.name)
            except ImportError:
                continue  # a bridge to a library that is not installed


def _is_estimator_of(kind, library):
    return (
        inspect.isclass(kind)
        and issubclass(kind, BaseEstimator)
        and not inspect.isabstract(kind)
        and kind.__name__[0] != "_"
        and not kind.__name__.startswith("Base")
        and kind.__module__.partition(".")[0] == library.__name__
    )


def _is_demanded(parameter):
    return parameter.default is parameter.empty


def _demanded(kind):
    """What constructors ask for, by the name of the parameter."""
    regressor = is_regressor(kind)
    forest = (RandomForestRegressor if regressor else RandomForestClassifier)(5, random_state=0)
    linear = Ridge() if regressor else LogisticRegression()
    transformers = [("standard", StandardScaler()), ("range", MinMaxScaler())]
    return {
        "estimator": linear,
        "base_estimator": linear,
        "estimators": [("linear", linear), ("forest", forest)],
        "transformers": [(*each, [index]) for index, each in enumerate(transformers)],
        "transformer_list": transformers,
        "steps": [transformers[0], ("linear", linear)],
        "param_grid": {},
        "param_distributions": {},
        "dictionary": np.eye(4)[:3],
        "categorical_features": [0],
        "feature_encoder": category_encoders.TargetEncoder(),
    }
