# Made by Truss (feb181ee3c668db8). Edit it as you like: when the truss is made again, an edited file is kept.
"""Answers requests with the Pipeline in data/model/model.joblib."""

import joblib
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
        """Answers {"inputs": [text, …]} with {"predictions": […], "probabilities": [[…], …]}."""
        inputs = read_inputs(request)
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


def read_inputs(request):
    """Gives the texts of a request."""
    if not isinstance(request, dict) or "inputs" not in request:
        raise HTTPError(400, 'The request needs "inputs", a list of texts')
    texts = request["inputs"]
    if isinstance(texts, (str, dict)) or not hasattr(texts, "__len__"):
        raise HTTPError(400, f"inputs: a list of texts is needed, found {type(texts).__name__}")
    for index, text in enumerate(texts):
        if not isinstance(text, str):
            raise HTTPError(400, f"inputs[{index}]: a text is needed, found {type(text).__name__}")
    return list(texts)
