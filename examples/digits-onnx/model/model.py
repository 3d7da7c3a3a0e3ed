# Made by Truss (55b5fc8966825de6). Edit it as you like: when the truss is made again, an edited file is kept.
"""Answers requests with the Digits in data/model/model.onnx."""

import numpy as np
import onnxruntime
from truss import HTTPError


class Model:
    def __init__(self, config, data_dir, **kwargs):
        self.config = config
        self.model_dir = data_dir / "model"
        self.model = None

    def load(self):
        """Runs once, before the first request."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # requests are answered side by side, and each is a matter of microseconds
        providers = ["CPUExecutionProvider"]
        self.model = onnxruntime.InferenceSession(self.model_dir / "model.onnx", options, providers=providers)

    # def preprocess(self, request):
    #     """Runs before predict, which gets what this returns."""
    #     return request

    def predict(self, request):
        """Answers {"inputs": [[[number, …], …], …]} with {"predictions": […]}."""
        inputs = read_inputs(request)
        try:
            outputs = self.model.run(None, {"inputs": np.asarray(inputs, np.float32)})
            return {"predictions": outputs[0], "probabilities": outputs[1]}
        except (TypeError, ValueError, onnxruntime.capi.onnxruntime_pybind11_state.InvalidArgument) as error:
            # An index that is out of range, a text for a number.
            raise HTTPError(400, f"inputs: {error}") from error

    # def postprocess(self, response):
    #     """Runs after predict; what this returns is sent."""
    #     return response


def read_inputs(request):
    """Gives the rows of a request as an array."""
    if not isinstance(request, dict) or "inputs" not in request:
        raise HTTPError(400, 'The request needs "inputs", a list of rows')
    return as_array("inputs", request["inputs"])


def as_array(name, values):
    """Gives the values of an input as the array that the model takes."""
    dtype, shape = INPUTS[name]
    try:
        array = np.asarray(values)
        if dtype is not None and array.dtype != dtype:
            if array.dtype.kind == "f" and np.dtype(dtype).kind in "iu" and (array != np.trunc(array)).any():
                raise HTTPError(400, f"{name}: whole numbers are needed")
            array = array.astype(dtype)
    except (TypeError, ValueError, onnxruntime.capi.onnxruntime_pybind11_state.InvalidArgument) as error:
        why = "the rows are not all of the same shape" if "inhomogeneous" in str(error) else error
        raise HTTPError(400, f"{name}: {why}") from None
    found = list(array.shape)
    if not found:
        raise HTTPError(400, f"{name}: a list of rows is needed, found {type(values).__name__}")
    if shape is not None and (len(found) != len(shape) or any(-1 != b != a for a, b in zip(found, shape))):
        raise HTTPError(400, f"{name}: rows of shape {shape[1:]} are needed, found {found[1:]}")
    return array


# Of each input its type, and its shape where that is known; -1: any length.
INPUTS = {
    "inputs": ("float32", [-1, 8, 8]),
}
