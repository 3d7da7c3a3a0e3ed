# Made by Truss (13efc8f33aee6f00). Edit it as you like: when the truss is made again, an edited file is kept.
"""Answers requests with the Forecaster in data/model/weights.safetensors."""

import forecaster
import numpy as np
import safetensors.torch
import torch
from truss import HTTPError


class Model:
    def __init__(self, config, data_dir, **kwargs):
        self.config = config
        self.model_dir = data_dir / "model"
        self.model = None

    def load(self):
        """Runs once, before the first request."""
        self.device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        self.model = forecaster.Forecaster(ahead=3)
        state = self.model.state_dict()  # it tells the versions of layers, by which some of them read their weights
        state.update(safetensors.torch.load_file(self.model_dir / "weights.safetensors"))
        self.model.load_state_dict(state, assign=True)
        self.model.to(self.device).eval()

    # def preprocess(self, request):
    #     """Runs before predict, which gets what this returns."""
    #     return request

    def predict(self, request):
        """Answers {"inputs": [[number, …], …]} with {"predictions": […]}."""
        inputs = read_inputs(request)
        try:
            tensor = torch.as_tensor(inputs, dtype=torch.float32, device=self.device)
            with torch.inference_mode():
                output = self.model(tensor)
            return as_answer(output)
        except (IndexError, TypeError, ValueError) as error:
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
    except (TypeError, ValueError) as error:
        why = "the rows are not all of the same shape" if "inhomogeneous" in str(error) else error
        raise HTTPError(400, f"{name}: {why}") from None
    found = list(array.shape)
    if not found:
        raise HTTPError(400, f"{name}: a list of rows is needed, found {type(values).__name__}")
    if shape is not None and (len(found) != len(shape) or any(-1 != b != a for a, b in zip(found, shape))):
        raise HTTPError(400, f"{name}: rows of shape {shape[1:]} are needed, found {found[1:]}")
    return array


def as_answer(output):
    """Gives the tensors of what the model returns by names: the first is the predictions, or a record of each row."""
    if isinstance(output, (list, tuple)) and output and all(isinstance(row, dict) for row in output):
        return {"predictions": [by_name(row) for row in output]}
    if isinstance(output, dict):
        found = by_name(output)
        if not found or "predictions" in found:
            return found
        return {"predictions": next(iter(found.values())), **(found if len(found) > 1 else {})}
    found = [tensor for _, tensor in tensors_in("", output)]
    return {f"output_{place}" if place else "predictions": tensor for place, tensor in enumerate(found)}


def by_name(output):
    """Gives the tensors inside of a dict by their names."""
    return dict(pair for name, value in output.items() for pair in tensors_in(str(name), value))


def tensors_in(name, value):
    """Gives the tensors inside of a value as arrays, each with its name."""
    if isinstance(value, (dict, list, tuple)):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from tensors_in(f"{name}_{key}", part)
    elif isinstance(value, (torch.Tensor, bool, int, float)):
        tensor = torch.as_tensor(value).cpu()
        if tensor.is_floating_point() and tensor.dtype not in (torch.float64, torch.float32, torch.float16):
            tensor = tensor.float()  # numpy has no bfloat16
        yield name, tensor.numpy()


# Of each input its type, and its shape where that is known; -1: any length.
INPUTS = {
    "inputs": ("float32", [-1, -1]),
}
