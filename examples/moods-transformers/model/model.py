# Made by Truss (0155e66888af547d). Edit it as you like: when the truss is made again, an edited file is kept.
"""Answers requests with the BertForSequenceClassification in data/model/config.json."""

import torch
import transformers
from truss import HTTPError


class Model:
    def __init__(self, config, data_dir, **kwargs):
        self.config = config
        self.model_dir = data_dir / "model"
        self.model = None

    def load(self):
        """Runs once, before the first request."""
        self.device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        self.model = transformers.pipeline(
            "text-classification",
            model=str(self.model_dir),
            dtype=torch.float32,
            device=self.device,
        )

    # def preprocess(self, request):
    #     """Runs before predict, which gets what this returns."""
    #     return request

    def predict(self, request):
        """Answers {"inputs": [text, …]} with {"predictions": […]}."""
        inputs = read_rows(request)
        try:
            parameters = read_parameters(request)
            found = self.model(inputs, **parameters)
            return {"predictions": as_plain(found)}
        except (TypeError, ValueError) as error:
            # What the pipeline says that it cannot take.
            raise HTTPError(400, f"inputs: {error}") from error

    # def postprocess(self, response):
    #     """Runs after predict; what this returns is sent."""
    #     return response


def read_rows(request):
    """Gives the rows of a request; a body that is no JSON is one row."""
    if not isinstance(request, dict):
        return [read_row(request)]
    if "inputs" not in request:
        raise HTTPError(400, 'The request needs "inputs", a list of rows')
    rows = request["inputs"]
    if isinstance(rows, (str, bytes, dict)) or not hasattr(rows, "__len__"):
        raise HTTPError(400, f"inputs: a list of rows is needed, found {type(rows).__name__}")
    return [read_row(row, f"inputs[{index}]") for index, row in enumerate(rows)]


def read_row(row, place="the body"):
    """Gives a row as the pipeline takes it."""
    return read_pair(row, place)


def read_pair(value, place):
    """Gives a text, or two of them that belong together."""
    if isinstance(value, dict) and set(value) == {"text", "text_pair"} and all(map(str, value.values())):
        return value
    if not isinstance(value, str):
        raise HTTPError(400, f"{place}: a text is needed, or one as text and one as text_pair")
    return str(value)


def as_plain(value):
    """Gives what a pipeline returns as JSON has it: tensors as lists."""
    if isinstance(value, dict):
        return {name: as_plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_plain(part) for part in value]
    if isinstance(value, torch.Tensor):
        return (value.float() if value.is_floating_point() else value).tolist()
    return value.tolist() if hasattr(value, "tolist") else value


def read_parameters(request):
    """Gives what a request chooses for all of its rows."""
    parameters = request.get("parameters") if isinstance(request, dict) else None
    if parameters is None:
        return {}
    if not isinstance(parameters, dict):
        raise HTTPError(400, f"parameters: an object is needed, found {type(parameters).__name__}")
    unknown = [name for name in parameters if name not in PARAMETERS]
    if unknown:
        raise HTTPError(400, f"parameters: {', '.join(unknown)} cannot be chosen; {', '.join(PARAMETERS)} can")
    return dict(parameters)


# What a request may choose. Others of the library's can have it read files, or load code.
PARAMETERS = (
    "top_k",
    "function_to_apply",
)
