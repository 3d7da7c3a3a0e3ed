"""Every layer of torch.nn becomes a truss that answers as the layer does, with examples and without."""

import warnings

import numpy as np
import pytest
import torch

from client.conftest import answer_afresh
from frameworks.torch import layers
from truss._packing.pack import pack
from truss.frameworks.known import framework_of


def test_each_layer_is_tried_or_is_none():
    left = [name for name in layers.all_layers() if name not in layers.LAYERS and not layers.is_out_of_place(name)]
    assert left == []


NAMES = sorted(set(layers.LAYERS) - layers.RANDOM)


def make(name):
    build, rows = layers.LAYERS[name]
    torch.manual_seed(0)
    model = build().eval()
    with torch.no_grad():
        for weights in model.parameters():
            # Ones and zeros, which norms begin with, would hide that they were lost.
            weights.add_(torch.randn_like(weights) / 10)
    return model, rows


# Those of one axis and of three are written as those of two are.
WITH_EXAMPLES = [name for name in NAMES if not name.endswith(("1d", "3d"))]
TRIED = [*((name, False) for name in NAMES), *((name, True) for name in WITH_EXAMPLES)]


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Of each layer, without examples and with: its own answer and that of its truss in a fresh process."""
    folder = tmp_path_factory.mktemp("layers")
    expected, requests = {}, []
    for name, with_examples in TRIED:
        model, rows = make(name)
        directory = folder / f"{name}-{with_examples}"
        directory.mkdir()
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected[name, with_examples] = model(rows).numpy()
            pack(framework_of(model), model, directory, rows if with_examples else None)
        requests.append((directory, {"inputs": rows.tolist()}))
    return {key: (expected[key], answer) for key, answer in zip(expected, answer_afresh(requests, cwd=folder))}


@pytest.mark.parametrize(("name", "with_examples"), TRIED)
def test_its_truss_answers_as_the_layer_does(answers, name, with_examples):
    expected, answer = answers[name, with_examples]
    # A program of torch.export adds up in another order.
    np.testing.assert_allclose(answer["predictions"], expected, rtol=1e-4, atol=1e-6)
