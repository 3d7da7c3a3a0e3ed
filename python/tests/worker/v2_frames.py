"""Requests of the Open Inference Protocol as frames, and their answers read back."""

import itertools
import json
import struct

from truss_worker.forms.context import Context
from truss_worker.forms.table import decode_body, encode_answer
from truss_worker.wire.codec import Frame
from truss_worker.wire.protocol import FORM_V2_BINARY, FORM_V2_JSON, REQUEST

MODES = ["numpy", "lists"]
_ids = itertools.count(1)


def context(signature=None):
    return Context(100, {"name": "m", "version": "3"}, {"signature": signature})


def frame(body, *buffers, binary=None, accept=FORM_V2_BINARY, **header):
    """A REQUEST: of the JSON of `body` (a value, or its bytes) and the buffers that follow it."""
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    is_binary = bool(buffers) if binary is None else binary
    if is_binary:
        header["binaryOffset"] = len(text)
    form = FORM_V2_BINARY if is_binary else FORM_V2_JSON
    return Frame(REQUEST, next(_ids), 0, header, b"".join((text, *buffers)), form, accept)


def tensor(datatype, shape, data=None, name="x", **parameters):
    """An input; without data, the parameters say how many bytes follow."""
    described = {"name": name, "datatype": datatype, "shape": shape}
    if data is not None:
        described["data"] = data
    if parameters:
        described["parameters"] = parameters
    return described


def body_of(request, told):
    """What the model gets of a REQUEST."""
    return decode_body(request, told)[0]


def answer_to(request, value, told):
    """The answer to a REQUEST whose body has been read."""
    return encode_answer(value, decode_body(request, told)[1], told)


def decode(*tensors, buffers=(), signature=None, **more):
    """What the model gets."""
    return body_of(frame({"inputs": list(tensors), **more}, *buffers), context(signature))


def encode(value, signature=None, accept=FORM_V2_BINARY, **asked):
    """The answer to a request that says `asked` beside its inputs."""
    return answer_to(frame({"inputs": [], **asked}, accept=accept), value, context(signature))


def outputs(value, signature=None, **asked):
    """The outputs of an answer without binary data, by name."""
    answer = encode(value, signature, **asked)
    assert answer.form == FORM_V2_JSON
    return {output.pop("name"): output for output in json.loads(answer.payload)["outputs"]}


def byte_strings(*strings):
    return b"".join(struct.pack("<I", len(string)) + string for string in strings)
