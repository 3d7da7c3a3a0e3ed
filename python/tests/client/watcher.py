"""A model that shows what it was asked."""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin


class Watcher(ClassifierMixin, BaseEstimator):
    """Takes any table, and shows what it was asked."""

    def fit(self, X, y):
        self.feature_names_in_ = np.array(X.columns, dtype=object)
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        Watcher.seen = X
        return np.zeros(len(X), dtype=int)


def fitted_on(frame):
    """A watcher of tables like this one."""
    return Watcher().fit(frame, [row % 2 for row in range(len(frame))])
