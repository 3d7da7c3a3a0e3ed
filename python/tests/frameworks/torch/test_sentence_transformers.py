"""sentence-transformers keeps the promises of a framework, with every kind of module that it has."""

import json

import numpy as np
import pytest
import torch
from sentence_transformers import models

from client.conftest import answer_afresh
from client.framework_conformance import FrameworkConformance, Sample
from corpus.answers import assert_same
from frameworks.torch import tiny_sentence_models as tiny
from truss._packing.pack import pack as pack_model
from truss.frameworks.known import FRAMEWORKS, framework_of
from truss_worker.values.json_encode import to_plain

TEXTS = ["a good day", "what is this?"]
PAIRS = [["a good day", "fine"], ["what", "Oslo"]]
LEFT_OUT = {"Asym": "the former name of Router", "InputModule": "abstract", "Module": "abstract"}


def to_vectors():
    model = tiny.encoder(tiny.transformer(), models.Pooling(tiny.WIDTH))
    return Sample(model, TEXTS, TEXTS, lambda: {"predictions": model.encode(TEXTS)})


def to_scores():
    model = tiny.judge()
    return Sample(model, PAIRS, PAIRS, lambda: {"predictions": model.predict([tuple(pair) for pair in PAIRS])})


def to_sparse_vectors():
    model = tiny.splade()

    def ask():
        vectors = model.encode(TEXTS, convert_to_sparse_tensor=False)
        places = [np.flatnonzero(vector) for vector in vectors]
        return {
            "predictions": [
                {"indices": where.tolist(), "values": vector[where].tolist()} for vector, where in zip(vectors, places)
            ]
        }

    return Sample(model, TEXTS, TEXTS, ask)


def to_several_vectors():
    model = tiny.late()
    return Sample(model, TEXTS, TEXTS, lambda: {"predictions": [each.tolist() for each in model.encode(TEXTS)]})


class TestSentenceTransformers(FrameworkConformance):
    known = next(known for known in FRAMEWORKS if known.name == "sentence_transformers")
    samples = {
        "texts to vectors": to_vectors,
        "pairs to scores": to_scores,
        "texts to sparse vectors": to_sparse_vectors,
        "texts to vectors of their words": to_several_vectors,
    }
    refused = {"weights without values": lambda: to_vectors().model.to("meta")}


def test_every_module_has_a_model_here_or_a_reason():
    found = {name for name, value in vars(models).items() if isinstance(value, type)}
    tried = {type(part).__name__ for make in tiny.MADE.values() for part in make().modules()}
    assert found - tried == set(LEFT_OUT)


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """Of every model: what it answers itself, and what its truss does in a fresh process."""
    folder = tmp_path_factory.mktemp("walk")
    expected, requests = {}, []
    for name, make in tiny.MADE.items():
        model = make()
        framework = framework_of(model)
        rows = PAIRS if "CrossEncoder" in name else TEXTS
        description = framework.describe(model, None)
        expected[name] = json.loads(json.dumps(to_plain(framework.answer(model, description, rows))))
        directory = folder / str(len(requests))
        directory.mkdir()
        pack_model(framework, model, directory, None)
        requests.append((directory, {"inputs": rows}))
    answers = answer_afresh(requests, cwd=folder)
    return {name: (expected[name], answer) for name, answer in zip(expected, answers)}


@pytest.mark.parametrize("name", tiny.MADE)
def test_a_model_of_every_module_answers_afresh_as_before(walked, name):
    expected, answer = walked[name]
    assert_same(answer, expected, "answer")
    assert len(answer["predictions"]) == 2


def test_texts_of_several_requests_are_encoded_together(pack):
    _, packed = pack(to_vectors().model, ["a good day", "what is this", "a a a a a"])
    assert packed.batching == {"max_batch_size": 32}
    assert packed.environment == {"HF_HUB_OFFLINE": "1"}
    assert packed.config["signature"]["outputs"] == [{"name": "predictions", "datatype": "FP32", "shape": [-1, 16]}]


def test_a_request_chooses_its_prompt(load_generated):
    prompts = {"query": "what is ", "document": "this is "}
    model = tiny.encoder(tiny.transformer(), models.Pooling(tiny.WIDTH), prompts=prompts)
    loaded = load_generated(model)
    for name in prompts:
        answer = loaded.predict({"inputs": TEXTS, "parameters": {"prompt_name": name}})["predictions"]
        np.testing.assert_allclose(answer, model.encode(TEXTS, prompt_name=name))
        assert not np.allclose(answer, model.encode(TEXTS))
    np.testing.assert_allclose(loaded.predict({"inputs": TEXTS})["predictions"], model.encode(TEXTS))
    for parameters, message in (
        ({"prompt_name": "else"}, "not found in the configured prompts"),
        ({"device": "cuda"}, "parameters: device cannot be chosen; prompt_name can"),
        ("query", "parameters: an object is needed, found str"),
    ):
        refuses(loaded, {"inputs": TEXTS, "parameters": parameters}, message)


def test_a_request_chooses_which_modules_answer(load_generated):
    model = tiny.routed()
    loaded = load_generated(model)
    answers = {
        task: loaded.predict({"inputs": TEXTS, "parameters": {"task": task}})["predictions"]
        for task in ("query", "document")
    }
    for task, answer in answers.items():
        np.testing.assert_allclose(answer, model.encode(TEXTS, task=task))
    assert not np.allclose(*answers.values())


def test_nothing_can_be_chosen_where_there_is_no_choice(load_generated):
    loaded = load_generated(to_vectors().model)
    with torch.no_grad():
        plain = loaded.predict({"inputs": TEXTS})["predictions"]
    np.testing.assert_allclose(loaded.predict({"inputs": TEXTS, "parameters": {}})["predictions"], plain)


def test_pairs_are_needed(load_generated):
    loaded = load_generated(to_scores().model)
    assert np.asarray(loaded.predict({"inputs": PAIRS})["predictions"]).shape == (2,)
    for request, message in (({"inputs": ["ab"]}, "inputs[0]: two texts are needed"), ({}, "a list of pairs")):
        refuses(loaded, request, message)


def refuses(loaded, request, message):
    with pytest.raises(Exception) as caught:
        loaded.predict(request)
    assert getattr(caught.value, "status_code", None) == 400, caught.value
    assert message in caught.value.detail
