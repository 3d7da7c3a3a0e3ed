"""SageMaker's serializers and MLflow's scoring client, as installed, against the models of `tables.test.ts`."""

import io
import json
import logging
import sys
import urllib.error
import urllib.request
import warnings

warnings.simplefilter("ignore")
logging.disable()

import numpy as np  # noqa: E402 - what is imported below warns, and logs
import pandas as pd  # noqa: E402
from mlflow.pyfunc.scoring_server.client import ScoringServerClient  # noqa: E402
from sagemaker.core import deserializers, serializers  # noqa: E402

ROWS = np.array([[1.5, 2, 3], [10, 20, 30.25]])
SUMS = [6.5, 60.25]
PROBABILITIES = [[0.065, 0.935], [0.6025, 0.3975]]
FRAME = pd.DataFrame({"age": [30, 4], "town": ["Oslo", "007"]})
JOINED = ["Oslo 30", "007 4"]


def invoke(port, data, serializer, deserializer):
    """Asks as `sagemaker`'s predictor does: what the one makes is sent, and the other reads what comes back."""
    accept = deserializer.ACCEPT if isinstance(deserializer.ACCEPT, str) else ", ".join(deserializer.ACCEPT)
    body = serializer.serialize(data)
    body = body.encode() if isinstance(body, str) else body
    headers = {"Content-Type": serializer.CONTENT_TYPE, "Accept": accept}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/invocations", body, headers)
    with urllib.request.urlopen(request) as answer:
        stream, content_type = io.BytesIO(answer.read()), answer.headers["Content-Type"]
    return deserializer.deserialize(stream, content_type)


def numbers(found):
    return [[float(cell) for cell in row] for row in found]


def try_serializers(port):
    read_json = deserializers.JSONDeserializer()
    whole = {"predictions": SUMS, "probabilities": PROBABILITIES}
    text = "1.5,2,3\n10,20,30.25"
    for serializer, data in (
        (serializers.CSVSerializer(), ROWS),
        (serializers.CSVSerializer(), ROWS.tolist()),
        (serializers.CSVSerializer(), text),
        (serializers.NumpySerializer(), ROWS),
        (serializers.NumpySerializer(dtype="float32"), ROWS),
        (serializers.JSONSerializer(), ROWS),
        (serializers.JSONSerializer(), {"instances": ROWS.tolist()}),
        (serializers.JSONLinesSerializer(), ROWS.tolist()),
        (serializers.IdentitySerializer("text/csv"), text.encode()),
    ):
        found = invoke(port, data, serializer, read_json)
        assert found.keys() == whole.keys(), found
        assert found["predictions"] == SUMS, (type(serializer).__name__, found)
        assert np.allclose(found["probabilities"], PROBABILITIES), found


def try_deserializers(port):
    csv = serializers.CSVSerializer()
    rows = np.column_stack([SUMS, PROBABILITIES])
    assert np.allclose(numbers(invoke(port, ROWS, csv, deserializers.CSVDeserializer())), rows)
    assert invoke(port, ROWS, csv, deserializers.NumpyDeserializer()).tolist() == SUMS
    assert np.allclose(invoke(port, ROWS, csv, deserializers.NumpyDeserializer(accept="text/csv")), rows)
    lines = invoke(port, ROWS, csv, deserializers.JSONLinesDeserializer())
    assert [line["predictions"] for line in lines] == SUMS, lines
    assert np.allclose([line["probabilities"] for line in lines], PROBABILITIES)
    frame = invoke(port, ROWS, csv, deserializers.PandasDeserializer())
    assert frame["predictions"].tolist() == SUMS
    for deserializer in (deserializers.BytesDeserializer(), deserializers.StringDeserializer()):
        assert json.loads(invoke(port, ROWS, csv, deserializer))["predictions"] == SUMS


def try_scoring_client(rows_port, records_port):
    client = ScoringServerClient("127.0.0.1", rows_port)
    client.wait_server_ready()
    assert client.get_version()[0].isdigit(), client.get_version()
    with urllib.request.urlopen(f"http://127.0.0.1:{rows_port}/health") as answer:
        assert answer.status == 200
    for data in (ROWS, ROWS.tolist(), pd.DataFrame(ROWS), pd.DataFrame(ROWS, columns=["c", "a", "b"])):
        found = client.invoke(data)
        assert found.get_predictions()[0].tolist() == SUMS, found
        assert np.allclose(found["probabilities"], PROBABILITIES), found
    assert client.invoke(ROWS, params={"factor": 2})["predictions"] == [13, 120.5]
    named = ScoringServerClient("127.0.0.1", records_port)
    assert named.invoke(FRAME).get_predictions()[0].tolist() == JOINED
    assert named.invoke(json.dumps({"dataframe_records": FRAME.to_dict("records")}))["predictions"] == JOINED


def try_named_columns(port):
    csv, read_json = serializers.CSVSerializer(), deserializers.JSONDeserializer()
    assert invoke(port, FRAME.to_csv(index=False), csv, read_json)["predictions"] == JOINED
    records = FRAME.to_dict("records")
    assert invoke(port, records, serializers.JSONSerializer(), read_json)["predictions"] == JOINED
    assert invoke(port, records, serializers.JSONLinesSerializer(), read_json)["predictions"] == JOINED


def try_refusals(port):
    for data in ("a,a,b\n1,2,3\n", "0,1,2\n3,4,5\n", "1,2\n"):
        try:
            invoke(port, data, serializers.CSVSerializer(), deserializers.JSONDeserializer())
        except urllib.error.HTTPError as refusal:
            assert refusal.code == 400, refusal.code
        else:
            raise AssertionError(f"{data!r} was taken")


if __name__ == "__main__":
    of_rows, of_records = map(int, sys.argv[1:])
    try_serializers(of_rows)
    try_deserializers(of_rows)
    try_scoring_client(of_rows, of_records)
    try_named_columns(of_records)
    try_refusals(of_rows)
    print("all is well")
