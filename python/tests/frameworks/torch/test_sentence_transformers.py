"""sentence-transformers keeps the promises of a framework."""

import tempfile

import numpy as np
import pytest
from sentence_transformers import CrossEncoder, SentenceTransformer, models

from client.framework_conformance import FrameworkConformance, Sample
from frameworks.torch import tiny_pipelines
from truss.frameworks.known import FRAMEWORKS

TEXTS = ["a good day", "what is this?"]
PAIRS = [["a good day", "fine"], ["what", "Oslo"]]


def saved(kind, **config):
    folder = tempfile.mkdtemp()
    tiny_pipelines.bert(kind, **config).save_pretrained(folder)
    tiny_pipelines.tokenizer().save_pretrained(folder)
    return folder


def to_vectors():
    folder = saved("BertModel")
    model = SentenceTransformer(modules=[models.Transformer(folder), models.Pooling(16)], device="cpu")
    return Sample(model, TEXTS, TEXTS, lambda: {"predictions": model.encode(TEXTS)})


def to_scores():
    model = CrossEncoder(saved("BertForSequenceClassification", num_labels=1), device="cpu")
    return Sample(model, PAIRS, PAIRS, lambda: {"predictions": model.predict([tuple(pair) for pair in PAIRS])})


class TestSentenceTransformers(FrameworkConformance):
    known = next(known for known in FRAMEWORKS if known.name == "sentence_transformers")
    samples = {"texts to vectors": to_vectors, "pairs to scores": to_scores}
    refused = {}


def test_texts_of_several_requests_are_encoded_together(pack):
    _, packed = pack(to_vectors().model, ["a good day", "what is this", "a a a a a"])
    assert packed.batching == {"max_batch_size": 32}
    assert packed.environment == {"HF_HUB_OFFLINE": "1"}
    assert packed.config["signature"]["outputs"] == [{"name": "predictions", "datatype": "FP32", "shape": [-1, 16]}]


def test_pairs_are_needed(load_generated):
    loaded = load_generated(to_scores().model)
    assert np.asarray(loaded.predict({"inputs": PAIRS})["predictions"]).shape == (2,)
    for request, message in (({"inputs": ["ab"]}, "inputs[0]: two texts are needed"), ({}, "a list of pairs")):
        with pytest.raises(Exception) as caught:
            loaded.predict(request)
        assert message in caught.value.detail
