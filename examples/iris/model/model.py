# Made by Truss (9f81f3894546b0f7). Edit it as you like: when the truss is made again, an edited file is kept.
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
        inputs = as_numbers(read_inputs(request, getattr(self.model, "n_features_in_", None)))
        try:
            answer = {"predictions": self.model.predict(inputs)}
            answer["probabilities"] = self.model.predict_proba(inputs)
            return answer
        except (TypeError, ValueError) as error:
            # How scikit-learn says that values do not fit: a text for a number, NaN, an unknown category.
            raise HTTPError(400, f"inputs{missing_in(inputs, error)}: {error}") from error

    # def postprocess(self, response):
    #     """Runs after predict; what this returns is sent."""
    #     return response


def read_inputs(request, expected):
    """Gives the rows of a request as the array that the model takes, where each row has as many values as expected."""
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
    if expected is not None and (rows.ndim != 2 or rows.shape[1] != expected):
        found = f"rows of {rows.shape[1]}" if rows.ndim == 2 else f"a list of shape {list(rows.shape)}"
        raise HTTPError(400, f"inputs: a list of rows of {expected} values is needed, found {found}")
    return rows


def as_numbers(rows):
    """Makes numbers of texts; null is a missing one."""
    if rows.dtype.kind in "biuf":
        return rows
    try:
        return rows.astype(float)
    except (TypeError, ValueError):
        for row, values in enumerate(rows):
            for column, value in enumerate(np.atleast_1d(values)):
                try:
                    np.asarray(value, dtype=object).astype(float)
                except (TypeError, ValueError):
                    message = f"inputs[{row}]: column {column}: a number is needed, found {value!r:.80}"
                    raise HTTPError(400, message) from None
        raise


def missing_in(rows, error):
    """Says which value is missing, where that is what the model complains of."""
    places = np.argwhere(rows != rows) if "NaN" in str(error) or "missing" in str(error) else []
    return f"[{places[0][0]}]: column {places[0][1]} is missing" if len(places) else ""
