"""`truss convert --to onnx` of networks: the graph answers as the network, or it is said what stands in the way."""

import re
import warnings

import pytest
import torch
import torchvision
from torch import nn
from transformers import BertConfig, BertForSequenceClassification

from frameworks.conversion import convert_packed, walk
from frameworks.torch import networks

torch.manual_seed(0)
ROWS = torch.randn(3, 4)
SERIES = torch.randn(3, 5, 4)
PICTURES = torch.randn(2, 3, 40, 40)
TOKENS = torch.tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
BOTH = {"tokens": TOKENS, "extra": torch.tensor([[0.5, 1.0], [2.0, -1.0], [0.0, 3.0]])}


class Recurrent(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.inner = kind(4, 6, batch_first=True)

    def forward(self, series):
        return self.inner(series)[0][:, -1]


class OfSeveralHeads(nn.Module):
    """Its outputs are a tuple in a dict, and one of them is of another type."""

    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(4, 3)

    def forward(self, rows):
        out = self.inner(rows)
        return {"parts": (out.softmax(-1), out.argmax(-1)), "isLarge": out > 0}


def bert():
    config = BertConfig(
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=24,
        vocab_size=30,
        max_position_embeddings=20,
    )
    return BertForSequenceClassification(config)


def pictures(*layers):
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())


MODELS = {
    "a class that can make it": lambda: (networks.Net(4), ROWS),
    "a class that nobody knows how to call": lambda: (networks.Forgetful([4, 5, 2]), ROWS),
    "layers alone": lambda: (nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2)), ROWS),
    "one row of examples": lambda: (nn.Linear(4, 2), ROWS[:1]),
    "words": lambda: (networks.Tied(), TOKENS),
    "two inputs": lambda: (networks.Sentences(), BOTH),
    "a dict": lambda: (networks.OfABatch(), BOTH),
    "several heads": lambda: (OfSeveralHeads(), ROWS),
    "TorchScript": lambda: (quietly(lambda: torch.jit.trace(networks.Net(4).eval(), ROWS)), ROWS),
    "an exported program": lambda: (exported(), ROWS),
    "twice the precision": lambda: (networks.Net(4).double(), ROWS.double()),
    "LSTM": lambda: (Recurrent(nn.LSTM), SERIES),
    "GRU": lambda: (Recurrent(nn.GRU), SERIES),
    "attention": lambda: (nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), SERIES),
    "norms": lambda: (nn.Sequential(nn.LayerNorm(4), nn.GELU(), nn.Linear(4, 2), nn.Softmax(-1)), ROWS),
    "convolutions": lambda: (
        pictures(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.SiLU(), nn.MaxPool2d(2), nn.GroupNorm(2, 4)),
        PICTURES,
    ),
    "upsampling": lambda: (pictures(nn.ConvTranspose2d(3, 4, 2, 2), nn.Upsample(scale_factor=2), nn.PReLU()), PICTURES),
    "ResNet": lambda: (torchvision.models.resnet18(), PICTURES),
    "BERT": lambda: (bert(), {"input_ids": TOKENS, "attention_mask": torch.ones_like(TOKENS)}),
}


def exported():
    lengths = ({0: torch.export.Dim.AUTO},)
    return torch.export.export(networks.Net(4).eval(), (ROWS,), dynamic_shapes=lengths)


def quietly(make):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return make()


def converted(model, rows, folder):
    """Converts a network in its mode for answering; gives the request of its rows, and what `convert_packed` gives."""
    request = {"inputs": as_rows(rows)}
    return request, convert_packed(model.eval() if isinstance(model, nn.Module) else model, rows, request, folder)


def as_rows(rows):
    if not isinstance(rows, dict):
        return rows.float().tolist() if rows.is_floating_point() else rows.tolist()
    columns = {name: value.tolist() for name, value in rows.items()}
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("converted")
    numbered = enumerate(MODELS.items())
    conversions = quietly(lambda: {name: converted(*make(), folder / str(place)) for place, (name, make) in numbered})
    # The last is of another length, where the network takes any.
    return walk(conversions, (0, 1, -1), folder)


@pytest.mark.parametrize("name", MODELS)
def test_the_graph_answers_as_the_network(walked, name):
    said, answers = walked[name]
    assert "problem" not in said, said
    assert [each["name"] for each in said["requirements"]] == ["onnxruntime", "numpy"]
    assert len(answers) == 4
    for expected, actual in answers:
        assert list(actual) == list(expected)
        assert_near(actual, expected)


def assert_near(actual, expected):
    """Numbers as far as a graph promises them."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            assert_near(actual[key], value)
    elif isinstance(expected, list):
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected):
            assert_near(one, other)
    else:
        assert type(actual) is type(expected)
        assert actual == pytest.approx(expected, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: networks.Branching([4, 2]), "exporter.*Branching"),
        (lambda: networks.Net(4).bfloat16(), "bfloat16"),
    ],
)
def test_what_stands_in_the_way_is_said(tmp_path, make, said):
    _, (_, now, found) = quietly(lambda: converted(make(), ROWS, tmp_path))
    assert re.search(said, found["problem"]), found
    assert list(now.iterdir()) == []


def test_no_code_of_pytorch_stays(tmp_path):
    _, (_, now, said) = quietly(lambda: converted(networks.Sentences(), BOTH, tmp_path))
    code = (now / "model/model.py").read_text("utf-8")
    assert "torch" not in code
    assert "as_answer" not in code
    assert [path.name for path in (now / "data/model").iterdir()] == ["model.onnx"]
    assert len(said["requests"][0]["inputs"]) == 200
    assert all(each["tokens"] in TOKENS.tolist() for each in said["requests"][0]["inputs"])
