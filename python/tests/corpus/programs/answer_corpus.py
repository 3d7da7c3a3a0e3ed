"""Loads packed models in a process that knows nothing of how they were made, and asks each in all forms.

stdin: `[Case, …]`; stdout: `[{form: {output: value}, or {"error": text}}, …]`.
"""

import json
import math
import sys
import traceback
import warnings

import numpy as np

from truss_worker.forms.context import Context
from truss_worker.forms.table import decode_body, encode_answer
from truss_worker.model.batching.find_merging import find_merging
from truss_worker.model.batching.together import Outcome, Together
from truss_worker.model.loader import load_model
from truss_worker.values.json_encode import to_plain
from truss_worker.values.request_body import to_request_body
from truss_worker.wire.codec import Frame
from truss_worker.wire.protocol import FORM_JSON, FORM_V2_BINARY, FORM_V2_JSON, REQUEST

_FORMS = {"V1": FORM_JSON, "V2 JSON": FORM_V2_JSON, "V2 binary": FORM_V2_BINARY}
_NUMPY_TYPES = {"BOOL": np.bool_, "FP16": np.float16, "FP32": np.float32, "FP64": np.float64}
_NUMPY_TYPES.update({f"{sign}INT{bits}": f"{sign.lower()}int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64)})


def answers_of(case):
    """The answers to all requests of a case."""
    try:
        model = load_model(_told(case))
    except Exception:  # noqa: BLE001 - the others are to be asked all the same
        error = traceback.format_exc(limit=-4)
        return {form: {"error": error} for form in case["requests"]}
    context = Context(100, {"name": "model", "version": "1"}, {"signature": case["told"]["signature"]})
    answers = {form: _ask(model, _frame(form, request), context) for form, request in case["requests"].items()}
    if case["told"]["batching"]:
        answers["together"] = _ask_together(model, case["requests"]["V1"], case["told"])
    return answers


def _ask_together(model, request, told):
    """The answer to a request whose rows come as requests of their own, and are merged where they may be."""
    config = {"signature": told["signature"], "runtime": {"batching": told["batching"]}}
    merging, why_not = find_merging(model._methods, config)
    notes = [why_not] if why_not else []
    rows = [to_request_body({"inputs": [row]}) for row in request["inputs"]]
    try:
        work = Together(model._methods["predict"].predict, merging, notes.append).compute(rows)
        answers = _drive(model, work)
    except Exception:  # noqa: BLE001 - as above
        return {"error": traceback.format_exc(limit=-4)}
    if notes:
        return {"error": notes[0]}
    return {name: [to_plain(answer)[name][0] for answer in answers] for name in answers[0]}


def _drive(model, work):
    with model._activation:
        try:
            due = next(work)
            while True:
                due = work.send(Outcome(due.stage.call(due.value, None)))
        except StopIteration as stop:
            return [outcome.value for outcome in stop.value]


def _told(case):
    return {
        "directory": case["directory"],
        "model": {
            "moduleDir": "model",
            "file": "model.py",
            "className": "Model",
            "packagesDir": "packages",
            "dataDir": "data",
        },
        "config": {},
        "secrets": {},
        "pythonMinor": case["told"]["python_minor"],
    }


def _frame(form, request):
    if form == "V1":
        return Frame(REQUEST, 1, 0, {}, json.dumps(request).encode(), _FORMS[form], _FORMS[form])
    text = json.dumps({**request[0], "parameters": {"binary_data_output": form == "V2 binary"}}).encode()
    header = {"binaryOffset": len(text)} if form == "V2 binary" else {}
    return Frame(REQUEST, 1, 0, header, text + bytes.fromhex(request[1]), _FORMS[form], _FORMS[form])


def _ask(model, frame, context):
    try:
        body, asked = decode_body(frame, context)
        answer = encode_answer(model.call("predict", body), asked, context)
    except Exception:  # noqa: BLE001 - it is an answer that the test shows
        return {"error": traceback.format_exc(limit=-4)}
    if answer.form == FORM_JSON:
        return json.loads(answer.payload)
    return _read_v2(answer)


def _read_v2(answer):
    end = answer.header.get("binaryOffset") or len(answer.payload)
    outputs = {}
    for output in json.loads(answer.payload[:end])["outputs"]:
        size = output.get("parameters", {}).get("binary_data_size")
        values = output["data"] if size is None else _unpack(output["datatype"], answer.payload[end : end + size])
        end += size or 0
        outputs[output["name"]] = np.array(values, dtype=object).reshape(output["shape"]).tolist()
    return outputs


def _unpack(datatype, data):
    if datatype != "BYTES":
        values = np.frombuffer(data, _NUMPY_TYPES[datatype]).tolist()
        # JSON has no number for these, and neither has V1.
        return [None if isinstance(value, float) and not math.isfinite(value) else value for value in values]
    texts, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "little")
        texts.append(data[at + 4 : at + 4 + length].decode())
        at += 4 + length
    return texts


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    json.dump([answers_of(case) for case in json.load(sys.stdin)], sys.stdout)
