"""The arrays that models of PyTorch, Keras, JAX, ONNX and others get of a request: no value becomes another one."""

from pathlib import Path

import numpy as np
import pytest

from truss import HTTPError
from truss.frameworks import arrays

TEMPLATES = Path(arrays.__file__).parent / "templates"


@pytest.fixture(params=["as_array", "as_array_or_texts"])
def as_array(request):
    """The function of a generated model, for inputs that are called as their types."""
    names = ["uint8", "int8", "int32", "int64", "uint64", "bool", "float32"]
    namespace = {"np": np, "HTTPError": HTTPError, "INPUTS": {name: (name, [-1]) for name in names}}
    exec((TEMPLATES / f"{request.param}.py.txt").read_text("utf-8"), namespace)
    return namespace["as_array"]


TAKEN = {
    "uint8": ([0, 255], [1.0, 2.0], [True, False], ["7", "8"]),
    "int8": ([-128, 127],),
    "int64": ([-(2**63), 2**63 - 1], [2.0**62, 1], [2**53 + 1]),
    "uint64": ([2**64 - 1],),
    "bool": ([0, 1], [True, False], [1.0, 0.0]),
    "float32": ([1, 2.5, None], [2**70], [0.1]),
}


@pytest.mark.parametrize(("dtype", "values"), [(dtype, each) for dtype, many in TAKEN.items() for each in many])
def test_what_fits_stays_what_it_is(as_array, dtype, values):
    array = as_array(dtype, values)
    assert array.dtype == dtype
    assert np.array_equal(array, np.asarray(values, object).astype(dtype), equal_nan=dtype == "float32")


REFUSED = {
    "uint8": ([300], [-1], [256.0], [2**70], np.int64([1, 300]), np.float64([1e30])),
    "int8": ([128], np.uint8([200])),
    "int32": ([2**31], [-(2**31) - 1], [2.0**40]),
    "int64": ([2**63], [-(2**70)], [1e19], [float("inf")], [float("nan")], [1.5]),
    "uint64": ([-1], [2**64], [-1.0]),
    "bool": ([2], [0.5], [-1]),
}


@pytest.mark.filterwarnings("ignore:invalid value encountered in cast")
@pytest.mark.parametrize(("dtype", "values"), [(dtype, each) for dtype, many in REFUSED.items() for each in many])
def test_what_would_become_another_value_is_refused(as_array, dtype, values):
    with pytest.raises(HTTPError) as caught:
        as_array(dtype, values)
    assert caught.value.status_code == 400
    assert caught.value.detail.startswith(f"{dtype}: ")
