"""Rows of data as requests: as V1's JSON, and as the tensors of the Open Inference Protocol."""

import itertools
import json

import numpy as np
import pandas as pd

from truss_worker.values.json_encode import to_plain
from worker.v2_frames import byte_strings

_NUMPY_TYPES = {
    "FP64": np.float64,
    "FP32": np.float32,
    "FP16": np.float16,
    "INT64": np.int64,
    "INT32": np.int32,
    "BOOL": np.bool_,
}


def v1_request(rows):
    """The body of `/v1/models/m:predict`."""
    return {"inputs": to_plain(rows)}


def v2_tensors(rows, signature):
    """The inputs of a request to `/v2/models/m/infer`, as the signature asks for them.

    Args:
        rows: as the live object takes them.
        signature: what the truss's config says of it.

    Returns:
        Name, datatype and array of each; nothing where the model takes what is no tensor.
    """
    is_absent = isinstance(rows, list) and rows and isinstance(rows[0], dict)
    declared = [
        each
        for each in signature["inputs"] or [_of_no_signature(rows)]
        if each is None or not each.get("optional") or not is_absent or each["name"] in rows[0]
    ]
    return [(each["name"], each["datatype"], _values(rows, each)) for each in declared if each is not None]


def v2_request(tensors, *, binary):
    """The JSON of a request and the bytes after it.

    Args:
        tensors: of `v2_tensors`.
        binary: whether the values follow as bytes, as gRPC's arrive at a worker.
    """
    described, buffers = [], []
    for name, datatype, values in tensors:
        tensor = {"name": name, "datatype": datatype, "shape": list(values.shape)}
        if binary:
            buffers.append(_bytes_of(values))
            tensor["parameters"] = {"binary_data_size": len(buffers[-1])}
        else:
            tensor["data"] = values.ravel().tolist()
        described.append(tensor)
    return {"inputs": described}, b"".join(buffers)


def _of_no_signature(rows):
    """As somebody describes them who knows the rows only; None for what is no tensor."""
    if isinstance(rows, pd.DataFrame) or isinstance(rows[0], (dict, list)):
        return None
    return {"name": "inputs", "datatype": "FP64" if np.asarray(rows).dtype.kind in "iuf" else "BYTES"}


def _values(rows, tensor):
    if isinstance(rows, (pd.DataFrame, dict)) and tensor["name"] in rows:
        rows = rows[tensor["name"]]
    elif isinstance(rows, list) and isinstance(rows[0], dict) and tensor["name"] in rows[0]:
        rows = [row[tensor["name"]] for row in rows]
    if tensor.get("content_type") == "json":
        return np.array([json.dumps(to_plain(row)) for row in rows], dtype=object)
    if tensor["datatype"] == "BYTES":
        plain = to_plain(rows)
        shape = np.shape(plain)
        flat = itertools.chain.from_iterable(plain) if len(shape) > 1 else plain
        return np.array([str(value) for value in flat], dtype=object).reshape(shape)
    return np.asarray(rows, dtype=_NUMPY_TYPES[tensor["datatype"]])


def _bytes_of(values):
    if values.dtype == object:
        return byte_strings(*(value.encode() for value in values.flat))
    return values.tobytes()
