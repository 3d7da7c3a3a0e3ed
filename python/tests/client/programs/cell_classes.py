"""Packs, as a notebook does, models with classes of cells that use what only a notebook has; prints what is doubted.

stdout: {"doubts": [...], "refusals": {name: [message, hint]}}.
"""

import json
import sys
import tempfile
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell

CELLS = """
import threading
import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

LOCKS = {"mine": threading.Lock()}


class Shows(TransformerMixin, BaseEstimator):
    def fit(self, X, y=None):
        self.n_ = 1
        return self

    def transform(self, X):
        return X

    def show(self):
        display(self)


class Asks(Shows):
    def transform(self, X):
        return X if get_ipython() else X


def locked(X):
    with LOCKS["mine"]:
        return X


class Locks(Shows):
    def transform(self, X):
        return locked(X)


class Holds(Shows):
    lock = threading.Lock()


X = np.array([[0.0], [1.0], [2.0], [3.0]])
MODELS = {each.__name__: make_pipeline(each(), LogisticRegression()).fit(X, [0, 0, 1, 1]) for each in
          (Shows, Asks, Locks, Holds)}
"""

from truss._packing.pack import pack  # noqa: E402 - after what a notebook has imported
from truss.errors import TrussError  # noqa: E402
from truss.frameworks.known import framework_of  # noqa: E402

shell = InteractiveShell.instance()
shell.run_cell(CELLS).raise_error()
told = {"doubts": [], "refusals": {}}
for name, model in shell.user_ns["MODELS"].items():
    try:
        told["doubts"] += pack(framework_of(model), model, Path(tempfile.mkdtemp(dir=sys.argv[1])), None).doubts
    except TrussError as error:
        told["refusals"][name] = [error.message, error.hint]
json.dump(told, sys.stdout)
