"""Holds a truss against the live object on all its ways: proved, in process, and served over V1, V2 and gRPC."""

import json
import urllib.request
import warnings

import numpy as np
import tritonclient.grpc

import truss
from corpus.answers import assert_same
from corpus.asking import v1_request, v2_request, v2_tensors
from corpus.live import as_v1, as_v2


def assert_answers_everywhere(model, directory, rows, answers, examples=None):
    """Makes a truss of a model and holds each of its answers against those of the live object.

    Args:
        model: the live object.
        directory: where the truss is made; nothing is there.
        rows: as the live object takes them.
        answers: name to what the live object answers to them.
        examples: what mk_truss is given as `examples`.

    Returns:
        The truss.
    """
    handle = _make(model, directory, examples)
    assert handle.verify(), str(handle.verify())
    assert_same(as_v1(handle.predict(v1_request(rows))), as_v1(answers), "in process")
    with handle.serve() as server:
        asked = f"{server.url}/v1/models/{server.entry}:predict"
        assert_same(post(asked, v1_request(rows)), as_v1(answers), "V1")
        tensors = v2_tensors(rows, handle.config["signature"])
        if tensors:
            answer = post(f"{server.url}/v2/models/{server.entry}/infer", v2_request(tensors, binary=False)[0])
            assert_same(by_name(answer["outputs"]), as_v2(answers), "V2")
            assert_same(ask_grpc(server, tensors, as_v2(answers)), as_v2(answers), "gRPC")
    return handle


def _make(model, directory, examples):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return truss.mk_truss(model, directory, examples=examples)


def post(url, body):
    """Sends JSON, and gives the JSON that comes back."""
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode())) as response:
        return json.load(response)


def by_name(outputs):
    """The outputs of an answer of V2 as nested lists."""
    return {each["name"]: np.array(each["data"], dtype=object).reshape(each["shape"]).tolist() for each in outputs}


def ask_grpc(server, tensors, names):
    """Asks with Triton's client; gives the outputs of these names as nested lists."""
    inputs = []
    for name, datatype, values in tensors:
        inputs.append(tritonclient.grpc.InferInput(name, list(values.shape), datatype))
        inputs[-1].set_data_from_numpy(values)
    with tritonclient.grpc.InferenceServerClient(server.url.removeprefix("http://")) as client:
        result = client.infer(server.entry, inputs)
    return {name: _texts(result.as_numpy(name)).tolist() for name in names}


def _texts(array):
    return np.vectorize(bytes.decode, otypes=[object])(array) if array.dtype == object else array
