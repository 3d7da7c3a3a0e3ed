"""A tiny model of sentence-transformers of each kind of module that there is: nothing is fetched."""

import tempfile

import numpy as np
import torch
import transformers
from sentence_transformers import CrossEncoder, MultiVectorEncoder, SentenceTransformer, SparseEncoder, models
from sentence_transformers.cross_encoder.modules import LogitScore
from sentence_transformers.multi_vector_encoder.modules import HierarchicalTokenPooling, MultiVectorMask
from sentence_transformers.sentence_transformer.modules.tokenizer import WhitespaceTokenizer
from sentence_transformers.sparse_encoder.modules import (
    MLMTransformer,
    SparseAutoEncoder,
    SparseStaticEmbedding,
    SpladePooling,
)

from frameworks.torch import tiny_pipelines

WORDS = ["a", "good", "day", "what", "is", "this"]
WIDTH = 16


def saved(model, tokenizer=None):
    folder = tempfile.mkdtemp()
    model.save_pretrained(folder)
    (tokenizer or tiny_pipelines.tokenizer()).save_pretrained(folder)
    return folder


def transformer(**options):
    return models.Transformer(saved(tiny_pipelines.bert("BertModel")), **options)


def encoder(*modules, **options):
    torch.manual_seed(0)
    return SentenceTransformer(modules=list(modules), device="cpu", **options)


def pooled(mode):
    return lambda: encoder(transformer(), models.Pooling(WIDTH, pooling_mode=mode))


def word_embeddings():
    vectors = np.random.default_rng(0).normal(size=(len(WORDS), WIDTH)).astype(np.float32)
    return models.WordEmbeddings(WhitespaceTokenizer(WORDS, stop_words=[]), vectors)


def weighted_layers():
    folder = saved(tiny_pipelines.bert("BertModel"))
    whole = models.Transformer(folder, config_kwargs={"output_hidden_states": True})
    return encoder(whole, models.WeightedLayerPooling(WIDTH, num_hidden_layers=1, layer_start=0), models.Pooling(WIDTH))


def static():
    return encoder(models.StaticEmbedding(tiny_pipelines.tokenizer(), embedding_dim=WIDTH))


def routed():
    routes = {
        "query": [models.StaticEmbedding(tiny_pipelines.tokenizer(), embedding_dim=WIDTH)],
        "document": [transformer(), models.Pooling(WIDTH)],
    }
    return encoder(models.Router(routes, default_route="document"))


def clip():
    torch.manual_seed(0)
    model = transformers.CLIPModel(tiny_pipelines.clip_config("CLIPConfig"))
    images = transformers.CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    processor = transformers.CLIPProcessor(images, tiny_pipelines.tokenizer())
    return encoder(models.CLIPModel(saved(model, processor)))


def judge(labels=1, **options):
    folder = saved(tiny_pipelines.bert("BertForSequenceClassification", num_labels=labels))
    return CrossEncoder(folder, device="cpu", **options)


def judge_by_words():
    torch.manual_seed(0)
    folder = saved(tiny_pipelines.gpt(), tiny_pipelines.tokenizer("gpt"))
    words = models.Transformer(folder, transformer_task="text-generation")
    return CrossEncoder(modules=[words, LogitScore(true_token_id=9, false_token_id=11)], device="cpu")


def splade(**options):
    folder = saved(tiny_pipelines.bert("BertForMaskedLM"))
    torch.manual_seed(0)
    return SparseEncoder(modules=[MLMTransformer(folder), SpladePooling()], device="cpu", **options)


def of_autoencoder():
    torch.manual_seed(0)
    modules = [transformer(), models.Pooling(WIDTH), SparseAutoEncoder(WIDTH, hidden_dim=32, k=4)]
    return SparseEncoder(modules=modules, device="cpu")


def of_words():
    torch.manual_seed(0)
    words = tiny_pipelines.tokenizer()
    weights = torch.rand(len(words), generator=torch.Generator().manual_seed(0))
    return SparseEncoder(modules=[SparseStaticEmbedding(words, weight=weights)], device="cpu")


def late(*more):
    torch.manual_seed(0)
    words = {"module_input_name": "token_embeddings", "module_output_name": "token_embeddings"}
    modules = [transformer(), models.Dense(WIDTH, 8, **words), *more]
    return MultiVectorEncoder(modules=modules, device="cpu")


MADE = {
    **{f"pooled by {mode}": pooled(mode) for mode in ("cls", "lasttoken", "max", "mean", "mean_sqrt_len_tokens",
                                                      "weightedmean", ("mean", "max"))},
    "Normalize": lambda: encoder(transformer(), models.Pooling(WIDTH), models.Normalize()),
    "Dense": lambda: encoder(transformer(), models.Pooling(WIDTH), models.Dense(WIDTH, 4)),
    "LayerNorm and Dropout": lambda: encoder(
        transformer(), models.Pooling(WIDTH), models.LayerNorm(WIDTH), models.Dropout(0.5)
    ),
    "CNN": lambda: encoder(word_embeddings(), models.CNN(WIDTH, 4), models.Pooling(12)),
    "LSTM": lambda: encoder(word_embeddings(), models.LSTM(WIDTH, 4), models.Pooling(8)),
    "BoW": lambda: encoder(models.BoW(WORDS, {"good": 2.0})),
    "WordWeights": lambda: encoder(
        word_embeddings(), models.WordWeights(WORDS, {"good": 3.0}), models.Pooling(WIDTH)
    ),
    "WeightedLayerPooling": weighted_layers,
    "StaticEmbedding": static,
    "Router": routed,
    "CLIPModel": clip,
    "truncate_dim": lambda: encoder(transformer(), models.Pooling(WIDTH), truncate_dim=5),
    "a prompt by default": lambda: encoder(
        transformer(), models.Pooling(WIDTH), prompts={"query": "what is ", "document": ""}, default_prompt_name="query"
    ),
    "shorter texts": lambda: encoder(transformer(max_seq_length=3), models.Pooling(WIDTH)),
    "cast": lambda: encoder(transformer(), models.Pooling(WIDTH)).bfloat16(),
    "loaded in half the precision": lambda: encoder(
        transformer(model_kwargs={"dtype": torch.bfloat16}), models.Pooling(WIDTH)
    ),
    "CrossEncoder": judge,
    "CrossEncoder of several labels": lambda: judge(3),
    "CrossEncoder without its sigmoid": lambda: judge(activation_fn=torch.nn.Identity()),
    "CrossEncoder by words": judge_by_words,
    "SparseEncoder": splade,
    "SparseEncoder of few": lambda: splade(max_active_dims=3),
    "SparseAutoEncoder": of_autoencoder,
    "SparseStaticEmbedding": of_words,
    "MultiVectorEncoder": late,
    "MultiVectorEncoder of fewer words": lambda: late(MultiVectorMask(["is"]), HierarchicalTokenPooling(2.0)),
}  # fmt: skip
"""By the module that it is about."""
