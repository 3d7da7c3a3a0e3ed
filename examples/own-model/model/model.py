"""Says how likely machines are to fail: checks and converts readings, computes, and puts the numbers into words."""

import numpy as np
from maintenance.features import FEATURES, read_features
from maintenance.weights import BASE, WEIGHTS
from truss import HTTPError


class Model:
    def load(self):
        """Once, before the first request. A larger model would read its weights from data/ here."""
        self.weights = np.array(WEIGHTS)

    def preprocess(self, request):
        """From the body of the request to a matrix: a row for each machine."""
        machines = request.get("inputs") if isinstance(request, dict) else None
        if not isinstance(machines, list) or not machines:
            raise HTTPError(400, 'The request needs "inputs", a list of machines')
        return np.array([self._read(index, readings) for index, readings in enumerate(machines)])

    def predict(self, features):
        """How much each feature adds to the score of each machine."""
        return features * self.weights

    def postprocess(self, contributions):
        """From numbers to the answer: the probability, what to do, and what speaks most for it."""
        probabilities = 1 / (1 + np.exp(-(BASE + contributions.sum(axis=1))))
        return {
            "predictions": [
                {
                    "probability": probability,
                    "advice": "service now" if probability >= 0.5 else "keep running",
                    "main_reason": FEATURES[strongest],
                }
                for probability, strongest in zip(probabilities, contributions.argmax(axis=1))
            ]
        }

    def _read(self, index, readings):
        try:
            return read_features(readings)
        except ValueError as error:
            raise HTTPError(400, f"inputs[{index}]: {error}") from error
