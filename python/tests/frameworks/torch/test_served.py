"""Trusses of networks in their own environments, behind a server: proved, and asked over V1, V2 and gRPC."""

import json
import urllib.request

import numpy as np
import torch

import truss
from corpus.answers import assert_same
from frameworks.served import ask_grpc, assert_answers_everywhere, post
from frameworks.torch import networks, tiny_pipelines

ROWS = torch.randn(3, 4)


def test_a_network_answers_everywhere_as_the_live_object(tmp_path):
    torch.manual_seed(0)
    model = networks.Net(4).eval()
    with torch.no_grad():
        answers = {"predictions": model(ROWS).numpy()}
    handle = assert_answers_everywhere(model, tmp_path / "made", ROWS.numpy(), answers, examples=ROWS)
    assert handle.config["runtime"]["batching"]["max_batch_size"] == 32
    assert [line.partition("==")[0] for line in handle.spec.requirements] == ["torch", "numpy", "safetensors"]


def test_a_pipeline_answers_everywhere_as_the_live_object(tmp_path):
    pipeline = tiny_pipelines.text_classification()
    rows = ["a good day", "what is this?"]
    answers = {"predictions": pipeline(rows)}
    handle = truss.mk_truss(pipeline, tmp_path / "made", examples=rows)
    assert handle.verify(), str(handle.verify())
    assert_close(handle.predict({"inputs": rows}), answers)
    with handle.serve() as server:
        assert_close(post(f"{server.url}/v1/models/{server.entry}:predict", {"inputs": rows}), answers)
        tensor = {"name": "inputs", "datatype": "BYTES", "shape": [2], "data": rows}
        answer = post(f"{server.url}/v2/models/{server.entry}/infer", {"inputs": [tensor]})
        assert_close({"predictions": [json.loads(text) for text in answer["outputs"][0]["data"]]}, answers)
        asked = ask_grpc(server, [("inputs", "BYTES", np.array(rows, dtype=object))], ["predictions"])
        assert_close({"predictions": [json.loads(text) for text in asked["predictions"]]}, answers)
    assert handle.config["environment_variables"] == {"HF_HUB_OFFLINE": "1"}


def test_a_text_is_streamed_by_the_server(tmp_path):
    pipeline = tiny_pipelines.text_generation()
    handle = truss.mk_truss(pipeline, tmp_path / "made", verify=False)
    whole = pipeline("a good", max_new_tokens=6, return_full_text=False)[0]["generated_text"]
    body = json.dumps({"inputs": ["a good"], "stream": True, "parameters": {"max_new_tokens": 6}}).encode()
    with handle.serve() as server:
        address = f"{server.url}/v1/models/{server.entry}:predict"
        with urllib.request.urlopen(urllib.request.Request(address, body)) as response:
            assert response.read().decode().strip() == whole.strip()


def assert_close(actual, expected):
    assert_same(actual, expected, "answer")
