"""What an object is made of: the modules that unpickling it imports, and no others."""

import json
import random
import re

import numpy as np
import scipy.special
import scipy.stats
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.model_selection import RandomizedSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier

from client.conftest import PROGRAMS, run_python
from truss._packing.recorder import record

X, Y = np.arange(40.0).reshape(20, 2), [0, 1] * 10
SEARCH = RandomizedSearchCV(DecisionTreeClassifier(), {"max_depth": scipy.stats.randint(1, 4)}, n_iter=1, cv=2)

OBJECTS = {
    "boosting": GradientBoostingClassifier(n_estimators=2).fit(X, Y),
    "boosting by histograms": HistGradientBoostingRegressor(max_iter=2).fit(X, Y),
    "a tree of neighbours": KNeighborsClassifier(algorithm="kd_tree").fit(X, Y),
    "distributions": SEARCH.fit(X, Y),
    "generators": [np.random.default_rng(0), np.random.RandomState(0), random.Random(0)],
    "functions of numpy and scipy": [np.log1p, np.sum, scipy.special.expit, len, re.compile("a")],
    "bound methods of builtins": ["a".join, np.zeros(2).tolist, np.ndarray.sum],
}


def test_all_of_it_can_be_imported_elsewhere():
    made_of = {name: record(each).modules for name, each in OBJECTS.items()}
    missing = json.loads(
        run_python(PROGRAMS / "import_all.py", stdin=json.dumps(sorted(set().union(*made_of.values()))))
    )
    assert {name: found for name, modules in made_of.items() if (found := modules.intersection(missing))} == {}


def test_what_is_pickled_as_a_name_is_found_where_it_is():
    assert any(each.startswith("scipy.special") for each in record(scipy.special.expit).modules)
