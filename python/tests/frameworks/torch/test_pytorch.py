"""PyTorch keeps the promises of a framework, with every form in which a network is written."""

import copy
import warnings

import numpy as np
import pytest
import torch
import torchvision
from torch import nn
from torch.nn.utils import prune

from client.conftest import outcomes_afresh
from client.framework_conformance import FrameworkConformance, Sample
from frameworks.torch import networks, tiny_pipelines
from truss.errors import TrussError
from truss.frameworks.known import FRAMEWORKS, framework_of

torch.manual_seed(0)
ROWS = torch.randn(3, 4)
TOKENS = torch.tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
BOTH = {"tokens": TOKENS, "extra": torch.tensor([[0.5, 1.0], [2.0, -1.0], [0.0, 3.0]])}


class InThisFile(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(4, 2)

    def forward(self, rows):
        return self.out(rows).sin()


def as_in_a_notebook():
    """A class that no other process can import."""

    class Cell(nn.Module):
        def __init__(self):
            super().__init__()
            self.out = nn.Linear(4, 2)

        def forward(self, rows):
            return self.out(rows).cos()

    return Cell()


def sample(make, rows=ROWS):
    def made():
        model = make()
        if isinstance(model, nn.Module):
            model.eval()

        def ask():
            with torch.no_grad():
                output = (model.module() if isinstance(model, torch.export.ExportedProgram) else model)(rows)
            return {"predictions": (output.float() if output.dtype == torch.bfloat16 else output).numpy()}

        return Sample(model, rows.tolist(), rows, ask)

    return made


def exported():
    lengths = ({0: torch.export.Dim.AUTO},)
    return torch.export.export(networks.Net(4).eval(), (ROWS,), dynamic_shapes=lengths)


def parametrized():
    norms = nn.utils.parametrizations
    return nn.Sequential(norms.weight_norm(nn.Linear(4, 3)), norms.spectral_norm(nn.Linear(3, 2)))


def pruned():
    network = nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 2))
    prune.l1_unstructured(network[0], "weight", 0.5)
    return network


def quietly(make):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return make()


class TestPyTorch(FrameworkConformance):
    known = next(known for known in FRAMEWORKS if known.name == "pytorch")
    samples = {
        "a class that can make it": sample(lambda: networks.Net(4)),
        "a class that nobody knows how to call": sample(lambda: networks.Forgetful([4, 5, 2])),
        "layers alone": sample(lambda: nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2))),
        "one layer": sample(lambda: nn.Linear(4, 2)),
        "a class of a notebook": sample(as_in_a_notebook),
        "words": sample(networks.Tied, TOKENS),
        "TorchScript": sample(lambda: quietly(lambda: torch.jit.trace(networks.Net(4).eval(), ROWS))),
        "an exported program": sample(exported),
        "half the precision": sample(lambda: networks.Net(4).bfloat16(), ROWS.bfloat16()),
        "twice the precision": sample(lambda: networks.Net(4).double(), ROWS.double()),
        "layers of a version": sample(networks.Versioned),
        "a state of more than tensors": sample(networks.Shifted),
        "weights that are computed of others": sample(parametrized),
        "weights of which some are cut": sample(pruned),
        "compiled": sample(lambda: torch.compile(networks.Net(4), backend="eager")),
    }
    refused = {
        "no forward": lambda: nn.ModuleList([nn.Linear(2, 2)]),
        "no shapes yet": lambda: nn.LazyLinear(2),
        "no values": lambda: networks.Net(4).to("meta"),
    }


def stored(pack, model, rows=None):
    directory, packed = pack(model, rows)
    return sorted(file.name for file in (directory / "data" / "model").iterdir()), packed


def test_a_network_is_weights_and_its_class_where_that_can_make_it(pack):
    files, packed = stored(pack, networks.Net(4, hidden=5), ROWS)
    assert files == ["weights.safetensors"]
    assert "cloudpickle" not in {each.name for each in packed.requirements}


@pytest.mark.parametrize("layer", networks.MORE)
def test_so_it_is_whatever_layers_of_pytorch_it_has(pack, load_generated, layer):
    model = networks.Holding(layer).eval()
    series = torch.randn(3, 5, 4)
    assert stored(pack, model, series)[0] == ["weights.safetensors"]
    with torch.no_grad():
        expected = model(series)
    answer = load_generated(model, series).predict({"inputs": series.tolist()})
    np.testing.assert_allclose(answer["predictions"], expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("make", [lambda: networks.Forgetful([4, 2]), as_in_a_notebook, networks.ReadsAFile])
def test_with_examples_it_is_a_program_where_the_class_cannot(pack, make):
    assert stored(pack, make(), ROWS)[0] == ["model.pt2"]
    assert stored(pack, make())[0][1] == "weights.safetensors"


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
def test_what_goes_along_a_series_answers_to_one_of_any_length(load_generated, kind):
    class Recurrent(nn.Module):
        """A class of a notebook, which tracing would leave with series of the length of the examples alone."""

        def __init__(self):
            super().__init__()
            self.inner = kind(4, 6, batch_first=True)

        def forward(self, series):
            return self.inner(series)[0][:, -1]

    model = Recurrent().eval()
    loaded = load_generated(model, torch.randn(3, 5, 4))
    longer = torch.randn(2, 9, 4)
    with torch.no_grad():
        expected = model(longer)
    assert np.allclose(loaded.predict({"inputs": longer.tolist()})["predictions"], expected, atol=1e-6)


def test_what_cannot_be_traced_is_a_pickle_without_weights(pack):
    model = networks.Branching([4, 300, 2])
    directory, _ = pack(model, ROWS)
    pickled = directory / "data" / "model" / "model.pickle"
    assert pickled.stat().st_size < 5000 < sum(weights.nbytes for weights in model.parameters())


@pytest.mark.parametrize(
    ("model", "examples", "is_merged"),
    [
        (networks.Net(4), ROWS, True),
        (networks.Net(4), ROWS[:1], False),
        (networks.Net(4), ROWS[[0, 0]], False),
        (networks.Net(4), None, False),
        (nn.Sequential(nn.Linear(4, 2), nn.BatchNorm1d(2)), None, True),
        (nn.Sequential(nn.Linear(4, 2), nn.Softmax(0)), None, False),
        (networks.Centred(), ROWS, False),
        (networks.OfTheBatch(), ROWS, False),
        (nn.Sequential(nn.Linear(4, 2), nn.BatchNorm1d(2, track_running_stats=False)), None, False),
        (nn.Sequential(nn.Flatten(0)), ROWS, False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, nn.Module) else str(value)[:20],
)
def test_rows_are_merged_where_they_were_seen_to_be_independent(pack, model, examples, is_merged):
    _, packed = stored(pack, model, examples)
    assert (packed.batching is not None) == is_merged


@pytest.mark.parametrize("examples", [(BOTH["tokens"], BOTH["extra"]), BOTH])
def test_several_inputs(load_generated, pack, examples):
    model = networks.Sentences().eval()
    loaded = load_generated(model, examples)
    with torch.no_grad():
        expected = model(**BOTH)["logits"].numpy()
    records = [dict(zip(BOTH, row)) for row in zip(*(value.tolist() for value in BOTH.values()))]
    forms = {
        "records": {"inputs": records},
        "a list for each": {"inputs": {name: value.tolist() for name, value in BOTH.items()}},
        "tensors": {name: value.numpy() for name, value in BOTH.items()},
    }
    for name, request in forms.items():
        answer = loaded.predict(request)
        assert list(answer) == ["predictions", "logits", "best"], name
        assert np.allclose(answer["predictions"], expected), name
    _, packed = pack(model, examples)
    assert [(each["name"], each["shape"]) for each in packed.config["signature"]["inputs"]] == [
        ("tokens", [-1, -1]),
        ("extra", [-1, 2]),
    ]


def test_an_input_that_is_a_dict_and_outputs_in_a_tuple(load_generated):
    model = networks.OfABatch().eval()
    answer = load_generated(model, BOTH).predict({"inputs": {name: value.tolist() for name, value in BOTH.items()}})
    with torch.no_grad():
        logits, best = model(BOTH)
    assert list(answer) == ["predictions", "output_1"]
    assert np.allclose(answer["predictions"], logits)
    assert answer["output_1"].tolist() == best.tolist()


def test_records_of_each_row_stay_so(load_generated, pack):
    model = networks.Finder().eval()
    answer = load_generated(model, ROWS).predict({"inputs": ROWS.tolist()})
    for record, expected in zip(answer["predictions"], model(ROWS), strict=True):
        assert {name: value.tolist() for name, value in record.items()} == {
            name: value.tolist() for name, value in expected.items()
        }
    _, packed = pack(model, ROWS)
    assert [(each["name"], each["content_type"]) for each in packed.config["signature"]["outputs"]] == [
        ("predictions", "json")
    ]
    assert packed.batching == {"max_batch_size": 32}


def test_a_model_of_transformers_alone_takes_tensors(load_generated, pack):
    model = tiny_pipelines.bert("BertForSequenceClassification").eval()
    batch = {"input_ids": TOKENS, "attention_mask": torch.ones_like(TOKENS)}
    directory, packed = pack(model, batch)
    assert (directory / "data" / "model" / "model.safetensors").exists()
    assert packed.batching is not None
    answer = load_generated(model, batch).predict({"inputs": {name: value.tolist() for name, value in batch.items()}})
    with torch.no_grad():
        assert np.allclose(answer["predictions"], model(**batch).logits, rtol=1e-5)
    assert packed.config["signature"]["inputs"][0]["shape"] == [-1, -1]


def test_pictures_of_any_size_stay_so(pack):
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
    fixed = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(4 * 36, 2))
    pictures = torch.randn(2, 3, 8, 8)
    shapes = [pack(model, pictures)[1].config["signature"]["inputs"][0]["shape"] for model in (network, fixed)]
    assert shapes == [[-1, 3, -1, -1], [-1, 3, 8, 8]]


def test_a_network_keeps_its_parametrizations(pack):
    network = parametrized()
    assert stored(pack, network, ROWS)[0] == ["model.pt2"]
    assert all(nn.utils.parametrize.is_parametrized(layer) for layer in network)


@pytest.mark.parametrize("rows", [None, ROWS])
def test_a_network_may_be_quantised(load_generated, rows):
    network = quietly(lambda: torch.ao.quantization.quantize_dynamic(networks.Net(4).eval(), {nn.Linear}))
    answer = load_generated(network, rows).predict({"inputs": ROWS.tolist()})
    assert np.allclose(answer["predictions"], network(ROWS).detach())


def test_numbers_that_its_code_makes_keep_the_type_that_the_process_was_told(pack):
    rows = np.zeros((2, 2))
    torch.set_default_dtype(torch.float64)
    try:
        directory, _ = pack(networks.Thirds(), rows)
    finally:
        torch.set_default_dtype(torch.float32)
    answer = outcomes_afresh([(directory, {"inputs": rows.tolist()})], cwd=directory)[0]
    assert answer == {"predictions": [[1.0 / 3, 2.0 / 3]] * 2}


def test_nothing_is_said_of_what_cannot_be_traced(pack, capfd):
    network = torchvision.models.detection.ssdlite320_mobilenet_v3_large(weights=None, weights_backbone=None)
    assert stored(pack, network, torch.rand(2, 3, 64, 64))[0] == ["model.pickle", "weights.safetensors"]
    assert capfd.readouterr() == ("", "")


def test_a_network_is_left_in_the_mode_in_which_it_was(pack):
    model = networks.Net(4)
    model.layers[3].eval()
    modes = {name: part.training for name, part in model.named_modules()}
    weights = copy.deepcopy(model.state_dict())
    pack(model, ROWS)
    assert {name: part.training for name, part in model.named_modules()} == modes
    assert all(torch.equal(value, weights[name]) for name, value in model.state_dict().items())


def test_the_caller_is_told_what_does_not_fit(load_generated):
    net = load_generated(networks.Net(4), ROWS)
    words = load_generated(networks.Sentences(), BOTH)
    record = {"tokens": [1, 2], "extra": [0.0, 1.0]}
    cases = [
        (net, {}, 'The request needs "inputs", a list of rows'),
        (net, {"inputs": 3}, "inputs: a list of rows is needed, found int"),
        (net, {"inputs": [[1, 2, 3]]}, "inputs: rows of shape [4] are needed, found [3]"),
        (net, {"inputs": [[1, 2, 3, 4], [1]]}, "inputs: the rows are not all of the same shape"),
        (net, {"inputs": [[1, 2, 3, "x"]]}, "inputs: could not convert string to float: "),
        (words, {"inputs": [{"tokens": [1]}]}, "inputs[0]: a record with tokens, extra is needed"),
        (words, {"inputs": {"tokens": [[1]]}}, "inputs: extra missing; the inputs are tokens, extra"),
        (words, {"inputs": [{**record, "tokens": [1.5, 2]}]}, "tokens: whole numbers are needed"),
        (words, {"inputs": [{**record, "tokens": [1, 99]}]}, "inputs: index out of range in self"),
    ]
    for model, request, message in cases:
        with pytest.raises(Exception) as caught:
            model.predict(request)
        assert getattr(caught.value, "status_code", None) == 400, request
        assert message in caught.value.detail


def test_examples_that_are_none(pack):
    for examples, message in (
        (torch.zeros(0, 4), "a few rows are needed, found none"),
        ({"tokens": TOKENS, "extra": ROWS[:1]}, "a few rows are needed, found 3 of tokens and 1 of extra"),
        (torch.tensor(3.0), "a few rows are needed, found none"),
        ("text", "a few rows are needed, found str"),
    ):
        with pytest.raises(TrussError, match=message) as caught:
            pack(networks.Sentences(), examples)
        assert caught.value.code == "INPUT_INVALID"


def test_no_other_framework_is_imported_by_its_truss(pack):
    directory, _ = pack(networks.Net(4), ROWS)
    source = (directory / "model" / "model.py").read_text("utf-8")
    assert [line for line in source.splitlines() if line.startswith(("import ", "from "))] == [
        "import frameworks.torch.networks",
        "import numpy as np",
        "import safetensors.torch",
        "import torch",
        "from truss import HTTPError",
    ]
    assert framework_of(networks.Net(4)).name == "pytorch"


def in_training():
    return nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.Dropout(), nn.Linear(5, 2)).train()


def loaded_program():
    """What people have of a file: the module of a program, which is a module in Python too."""
    return torch.export.export(in_training(), (ROWS,)).module()


@pytest.mark.parametrize(
    "make",
    [
        lambda: torch.export.export(in_training(), (ROWS,)),
        lambda: torch.export.export(in_training(), (ROWS,)).run_decompositions(),
        lambda: torch.jit.trace(in_training(), ROWS, check_trace=False),
        lambda: nn.Sequential(torch.jit.trace(in_training(), ROWS, check_trace=False), nn.Tanh()),
        loaded_program,
    ],
)
def test_a_program_made_of_a_network_in_training_is_refused(pack, make):
    with pytest.raises(TrussError, match=r"batch_norm.*dropout would change its answers") as caught:
        pack(quietly(make))
    assert "network.eval()" in caught.value.hint


@pytest.mark.parametrize(
    "layer",
    [nn.InstanceNorm1d(3), nn.BatchNorm1d(3, track_running_stats=False), nn.Dropout(0.0), nn.GRU(4, 2)],
    ids=lambda layer: type(layer).__name__,
)
def test_what_looks_at_the_rows_at_hand_in_any_mode_is_no_training(pack, layer):
    rows = torch.randn(3, 3, 4)
    for program in (torch.export.export(layer.train(), (rows,)), torch.jit.trace(layer.train(), rows)):
        assert pack(program, rows)


def test_a_program_needs_nothing_of_the_code_that_it_was_made_of(pack):
    files, packed = stored(pack, as_in_a_notebook(), ROWS)
    assert files == ["model.pt2"]
    assert [each.name for each in packed.requirements] == ["torch", "numpy"]
