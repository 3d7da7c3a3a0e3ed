"""The models behind every peer, the same as in bench/trusses.

A peer calls `load()` once, then one of
    one(inputs)      one request's inputs to its answer, a dict
    many([inputs])   several requests' inputs to a list of answers, for peers that batch
    array(array)     one stacked array to {output name: array}, for peers that speak tensors
"""

import os
import sys
from pathlib import Path

WIDTHS = {"noop": (4,), "forest": (4,), "tensor": (3, 224, 224)}
"""The shape of one row of a request."""


class Noop:
    """Costs nothing."""

    def one(self, inputs):
        return {"predictions": [1]}

    def many(self, requests):
        return [{"predictions": [1]} for _ in requests]

    def array(self, array):
        import numpy as np

        return {"predictions": np.ones(len(array), dtype=np.int64)}


class Forest:
    """About 10 ms a call, whatever the number of rows."""

    def __init__(self):
        import joblib

        self._forest = joblib.load(forest_path())

    def array(self, array):
        return {
            "predictions": self._forest.predict(array),
            "probabilities": self._forest.predict_proba(array),
        }

    def one(self, inputs):
        return {name: value.tolist() for name, value in self.array(inputs).items()}

    def many(self, requests):
        answer = self.one([row for rows in requests for row in rows])
        answers, at = [], 0
        for rows in requests:
            answers.append(
                {name: value[at : at + len(rows)] for name, value in answer.items()}
            )
            at += len(rows)
        return answers


class Tensor:
    """The sum of an image."""

    def one(self, inputs):
        import numpy as np

        return {"predictions": [float(np.asarray(inputs, dtype=np.float32).sum())]}

    def many(self, requests):
        return [self.one(inputs) for inputs in requests]

    def array(self, array):
        import numpy as np

        return {
            "predictions": np.asarray(array, dtype=np.float32)
            .reshape(len(array), -1)
            .sum(axis=1)
        }


def load():
    """The model that the variable MODEL names."""
    kinds = {"noop": Noop, "forest": Forest, "tensor": Tensor, "stream": Noop}
    # What ours has converted, others serve as it was.
    return {**kinds, "converted": Forest}[os.environ["MODEL"]]()


def forest_path():
    """In the environment, since each is fitted by the library that loads it."""
    return Path(sys.prefix) / "model.joblib"


def fit():
    """Fits the forest, with the scikit-learn of this environment."""
    import joblib
    from sklearn.datasets import load_iris
    from sklearn.ensemble import RandomForestClassifier

    rows, labels = load_iris(return_X_y=True)
    joblib.dump(
        RandomForestClassifier(n_estimators=100, random_state=0).fit(rows, labels),
        forest_path(),
    )


if __name__ == "__main__":
    fit()
