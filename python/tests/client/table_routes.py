"""Every route by which a table reaches a served model: rows as the live object takes them, and what it answers."""

import io
import json
import urllib.request

import msgpack
import numpy as np
import pandas as pd
import tritonclient.grpc
import tritonclient.http

import truss
from corpus.asking import v2_tensors
from truss_worker.values.json_encode import to_plain


class Served:
    """A model behind a server, its truss, and a client of it.

    Args:
        handle: of the truss.
        server: that serves it.
        model: the live object.
        has_names: whether it was fitted on named columns.
    """

    def __init__(self, handle, server, model, *, has_names):
        self.handle = handle
        self.server = server
        self.model = model
        self.has_names = has_names
        self.signature = handle.config["signature"]
        self.client = truss.Client(server.url)

    def post(self, path, body, content_type="application/json", accept="application/json"):
        """The bytes of an answer; of a refusal its error."""
        data = (
            body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        )
        headers = {"Content-Type": content_type, "Accept": accept}
        try:
            with urllib.request.urlopen(urllib.request.Request(self.server.url + path, data, headers)) as answer:
                return answer.read()
        except urllib.error.HTTPError as refusal:
            raise AssertionError(f"{refusal.code}: {refusal.read().decode()}") from None

    @property
    def predict_path(self):
        return f"/v1/models/{self.server.entry}:predict"


def frame_of(rows):
    """Rows as a DataFrame: an array's columns are called by their numbers."""
    return rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows)


def _lists(rows):
    return [list(row) for row in zip(*(to_plain(frame_of(rows)[name]) for name in frame_of(rows)))]


def _records(rows):
    return [dict(zip(map(str, frame_of(rows)), row)) for row in _lists(rows)]


def _columns(rows):
    return {str(name): to_plain(column) for name, column in frame_of(rows).items()}


def _split(rows):
    return {"dataframe_split": {"columns": list(map(str, frame_of(rows))), "data": _lists(rows)}}


def _csv(rows, *, header):
    return frame_of(rows).to_csv(index=False, header=header)


def _json(path_of, body_of):
    return lambda served, rows: json.loads(served.post(path_of(served), body_of(rows)))


def _as_csv(path_of, *, header, told=None):
    content_type = "text/csv" if told is None else f"text/csv; header={told}"
    return lambda served, rows: json.loads(served.post(path_of(served), _csv(rows, header=header), content_type))


def _predict(served):
    return served.predict_path


def _invocations(_served):
    return "/invocations"


def _msgpack(served, rows):
    body = msgpack.packb({"inputs": _records(rows) if served.has_names else _lists(rows)})
    answer = served.post(_predict(served), body, "application/msgpack", "application/msgpack")
    return to_plain(msgpack.unpackb(answer, object_hook=_arrays))


def _arrays(found):
    if not found.get(b"nd"):
        return found
    if found[b"kind"] == b"O":
        raise AssertionError("an array of objects")
    return np.frombuffer(found[b"data"], found[b"type"]).reshape(found[b"shape"])


def _lines(served, rows):
    body = "".join(json.dumps(row) + "\n" for row in _lists(rows))
    answer = served.post("/invocations", body, "application/jsonlines", "application/jsonlines").decode()
    told = [json.loads(line) for line in answer.splitlines()]
    return {name: [row[name] for row in told] for name in told[0]}


def _npy(served, rows):
    file = io.BytesIO()
    np.save(file, rows)
    return json.loads(served.post("/invocations", file.getvalue(), "application/x-npy"))


def _csv_answer(served, rows):
    answer = served.post("/invocations", _split(rows), accept="text/csv; header=present")
    told = pd.read_csv(io.BytesIO(answer), dtype={"predictions": object}, keep_default_na=False)
    of_each = told.drop(columns="predictions").to_numpy().tolist()
    return {"predictions": told["predictions"].tolist(), "probabilities": of_each}


def _v2(library, **how):
    def ask(served, rows):
        inputs = []
        for name, datatype, values in v2_tensors(rows, served.signature):
            inputs.append(library.InferInput(name, list(values.shape), datatype))
            inputs[-1].set_data_from_numpy(values, **how)
        with library.InferenceServerClient(served.server.url.removeprefix("http://")) as client:
            result = client.infer(served.server.entry, inputs)
        return {each["name"]: _texts(result.as_numpy(each["name"])) for each in served.signature["outputs"]}

    return ask


def _texts(array):
    return [value.decode() for value in array] if array.dtype == object else array.tolist()


ROUTES = {
    "predict in this process": lambda served, rows: served.handle.predict(rows),
    "predict of inputs in this process": lambda served, rows: served.handle.predict({"inputs": rows}),
    "a split in this process": lambda served, rows: served.handle.predict(_split(rows)),
    "the client": lambda served, rows: served.client.predict(rows),
    "the client with a DataFrame": lambda served, rows: served.client.predict(frame_of(rows)),
    "the client in msgpack": lambda served, rows: to_plain(served.client.predict(rows, binary=True)),
    "rows": _json(_predict, lambda rows: {"inputs": _lists(rows)}),
    "records": _json(_predict, lambda rows: {"inputs": _records(rows)}),
    "records backwards": _json(
        _predict, lambda rows: {"inputs": [dict(sorted(row.items())) for row in _records(rows)]}
    ),
    "columns": _json(_predict, lambda rows: {"instances": _columns(rows)}),
    "a split": _json(_predict, _split),
    "records of a DataFrame": _json(_predict, lambda rows: {"dataframe_records": _records(rows)}),
    "CSV": _as_csv(_predict, header=True, told="present"),
    "CSV without a header": _as_csv(_predict, header=False, told="absent"),
    "msgpack": _msgpack,
    "an invocation with rows": _json(_invocations, lambda rows: {"inputs": _lists(rows)}),
    "an invocation with a list": _json(_invocations, _lists),
    "an invocation with instances": _json(_invocations, lambda rows: {"instances": _records(rows)}),
    "an invocation with a split": _json(_invocations, _split),
    "an invocation with records": _json(_invocations, lambda rows: {"dataframe_records": _records(rows)}),
    "an invocation with CSV": _as_csv(_invocations, header=True, told="present"),
    "an invocation with CSV without a header": _as_csv(_invocations, header=False, told="absent"),
    "JSON lines": _lines,
    "an answer in CSV": _csv_answer,
    "V2": _v2(tritonclient.http, binary_data=False),
    "V2 in bytes": _v2(tritonclient.http),
    "gRPC": _v2(tritonclient.grpc),
}
"""What all models are asked by."""

ROUTES_OF_ARRAYS = {"numpy's arrays": _npy}
"""What only models of arrays are."""

ROUTES_OF_NAMES = {
    "CSV that shows its header": _as_csv(_predict, header=True),
    "the row of a DataFrame": lambda served, rows: served.client.predict(rows.iloc[0]),
}
"""What only models of named columns are; the second gives the first row alone."""
