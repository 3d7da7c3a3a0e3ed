"""Networks of transformers answer in their trusses as they do alone: one of each kind, or with TEST_FULL all."""

import json
import os
import shutil

import numpy as np
import pytest
import torch
from transformers.models.auto.modeling_auto import MODEL_MAPPING_NAMES

from client.conftest import answer_afresh
from frameworks.torch import tiny_models_of_transformers as tiny
from frameworks.torch import tiny_pipelines
from truss._packing.pack import pack as pack_model
from truss.errors import TrussError
from truss.frameworks.known import framework_of

OF_EACH_KIND = (
    "bert", "deberta-v2", "canine", "gpt2", "llama", "mixtral", "mamba", "rwkv", "t5", "bart", "vit", "swinv2",
    "convnext", "resnet", "dinov2", "wav2vec2", "whisper", "clip", "blip", "llava", "fastspeech2_conformer",
)  # fmt: skip
IS_FULL = os.environ.get("TEST_FULL") == "1"
NAMES = tuple(MODEL_MAPPING_NAMES) if IS_FULL else OF_EACH_KIND
AT_ONCE = 40
"""Networks whose trusses are answered in one process, so that they need not all be on disk."""


def leaves(prefix, value):
    """The tensors of what a network returns, by the names that answers have for them."""
    if isinstance(value, torch.Tensor):
        yield prefix, (value.float() if value.dtype == torch.bfloat16 else value).tolist()
    elif isinstance(value, (dict, list, tuple)):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(f"{prefix}_{key}" if prefix else str(key), part)


def owed(network, rows):
    with torch.inference_mode():
        found = dict(leaves("", dict(network(**rows))))
    first = next(iter(found.values()))
    return {"predictions": first, **(found if len(found) > 1 else {})}


def made(name):
    """A network and rows of it; why there are none is said, since what cannot be made here is no fault of a truss."""
    try:
        network = tiny.tiny_network(name)
    except Exception as error:  # noqa: BLE001 - each config complains in its own way
        return None, f"its config cannot be made this small: {type(error).__name__}: {error}"
    if sum(weights.numel() for weights in network.parameters()) > 20_000_000:
        return None, "its sizes are no part of its config"
    rows = tiny.rows_of(network)
    return (None, "it takes more than tokens, pictures or sounds") if rows is None else ((network, rows), "")


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """Of every network: what it answers itself and what its truss does in a fresh process, or why neither."""
    found = {}
    for start in range(0, len(NAMES), AT_ONCE):
        folder = tmp_path_factory.mktemp("networks")
        requests = {}
        for name in NAMES[start : start + AT_ONCE]:
            pair, reason = made(name)
            if pair is None:
                found[name] = (reason, None)
                continue
            network, rows = pair
            directory = folder / name
            directory.mkdir()
            pack_model(framework_of(network), network, directory, rows)
            found[name] = ("", owed(network, rows))
            requests[name] = (directory, {"inputs": {each: tensor.tolist() for each, tensor in rows.items()}})
        for name, answer in zip(requests, answer_afresh(list(requests.values()), cwd=folder)):
            found[name] = (*found[name], answer)
        shutil.rmtree(folder)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_its_truss_answers_as_the_network_does(walked, name):
    reason, expected, *answer = walked[name]
    if reason:
        assert IS_FULL, reason
        pytest.skip(reason)
    assert answer[0].keys() == expected.keys(), json.dumps(answer[0])[:500]
    for each, values in expected.items():
        np.testing.assert_allclose(answer[0][each], values, rtol=1e-4, atol=1e-5, err_msg=each)


@pytest.mark.parametrize("name", ["bert", "afmoe", "gemma3_text", "t5"])
def test_a_network_that_was_cast_answers_as_before(load_generated, name):
    # Some of these keep weights in float32 when they are loaded in another type, and none when they are cast.
    network = tiny.tiny_network(name).bfloat16()
    rows = tiny.rows_of(network)
    answer = load_generated(network, rows).predict({"inputs": {each: value.tolist() for each, value in rows.items()}})
    np.testing.assert_array_equal(answer["predictions"], owed(network, rows)["predictions"])


@pytest.mark.parametrize(
    ("name", "shape"), [("bart", [-1, -1]), ("vit", [-1, 3, 32, 32]), ("aria", [-1, -1]), ("clip", None)]
)
def test_what_it_takes_is_told_without_examples_where_one_input_will_do(pack, name, shape):
    _, packed = pack(tiny.tiny_network(name))
    inputs = packed.config["signature"]["inputs"]
    assert [each["shape"] for each in inputs] == ([] if shape is None else [shape])
    assert bool(packed.tried.trials) == (shape is not None)


@pytest.mark.parametrize("as_pipeline", [True, False])
def test_weights_that_a_device_map_has_left_elsewhere_are_named(pack, as_pipeline):
    pipeline = tiny_pipelines.text_classification()
    pipeline.model.to("meta").hf_device_map = {"bert": "disk"}
    with pytest.raises(TrussError, match=r"Weights of this BertForSequenceClassification are not in memory") as caught:
        pack(pipeline if as_pipeline else pipeline.model)
    assert caught.value.code == "MODEL_NOT_SERIALISABLE"
    assert 'device_map="cpu"' in caught.value.hint
