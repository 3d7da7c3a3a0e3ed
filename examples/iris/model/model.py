# Made by Truss (5079d5927282467e). Edit it as you like: when the truss is made again, an edited file is kept.
"""Answers requests with the RandomForestClassifier in data/model/model.joblib."""

import joblib
import numpy as np
from truss import HTTPError


class Model:
    def __init__(self, config, data_dir, **kwargs):
        self.config = config
        self.model_dir = data_dir / "model"
        self.model = None

    def load(self):
        """Runs once, before the first request."""
        self.model = joblib.load(self.model_dir / "model.joblib")

    # def preprocess(self, request):
    #     """Runs before predict, which gets what this returns."""
    #     return request

    def predict(self, request):
        """Answers {"inputs": [[number, …], …]} with {"predictions": […], "probabilities": [[…], …]}."""
        inputs = read_inputs(request, self.model)
        try:
            answer = {"predictions": self.model.predict(inputs)}
            answer["probabilities"] = self.model.predict_proba(inputs)
            return answer
        except (TypeError, ValueError) as error:
            # How scikit-learn says that values do not fit: a text for a number, NaN, an unknown category.
            raise HTTPError(400, f"inputs: {error}") from error

    # def postprocess(self, response):
    #     """Runs after predict; what this returns is sent."""
    #     return response


def read_inputs(request, model):
    """Gives the rows of a request as the array that the model takes."""
    if not isinstance(request, dict) or "inputs" not in request:
        raise HTTPError(400, 'The request needs "inputs", a list of rows')
    try:
        rows = np.asarray(request["inputs"])
        if rows.dtype.kind == "U":
            # A text among the values: numbers beside it must not become texts too.
            rows = np.asarray(request["inputs"], dtype=object)
    except ValueError:
        raise HTTPError(400, "inputs: the rows are not all of the same length") from None
    if rows.ndim == 0:
        raise HTTPError(400, f"inputs: a list of rows is needed, found {type(request['inputs']).__name__}")
    expected = getattr(model, "n_features_in_", None)
    if expected is not None and (rows.ndim != 2 or rows.shape[1] != expected):
        found = f"rows of {rows.shape[1]}" if rows.ndim == 2 else f"a list of shape {list(rows.shape)}"
        raise HTTPError(400, f"inputs: a list of rows of {expected} values is needed, found {found}")
    return rows
