"""Code of a user's own, which is no estimator of anybody's."""

import numpy as np


class RuleOfThumb:
    """Has the methods of an estimator, and no base class."""

    def __init__(self, limit):
        self.limit = limit

    def predict(self, rows):
        """Whether the first value is above the limit."""
        return np.asarray(rows)[:, 0].astype(float) > self.limit

    def predict_proba(self, rows):
        """A certain answer."""
        yes = self.predict(rows).astype(float)
        return np.column_stack([1 - yes, yes])


class Greater:
    """An object that is called."""

    def __init__(self, greeting):
        self.greeting = greeting

    def __call__(self, request):
        return {"predictions": [f"{self.greeting} {name}" for name in request["inputs"]]}


def shout(request):
    """A function of a module."""
    return {"predictions": [text.upper() for text in request["inputs"]]}
