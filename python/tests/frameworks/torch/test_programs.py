"""Programs of PyTorch that call operators of others answer in a fresh process, which has to know these operators."""

import warnings

import numpy as np
import pytest
import torch
import torchvision
from torch import nn

from client.conftest import answer_afresh
from frameworks.torch import operators
from truss.errors import TrussError

ROWS = torch.randn(3, 4, generator=torch.Generator().manual_seed(0))
PICTURES = torch.randn(2, 3, 8, 8, generator=torch.Generator().manual_seed(0))


class Deformed(nn.Module):
    """Calls an operator of torchvision."""

    def __init__(self):
        super().__init__()
        self.inner = nn.Conv2d(3, 4, 3, padding=1)
        self.kernel = nn.Parameter(torch.ones(2, 4, 3, 3))

    def forward(self, pictures):
        found = self.inner(pictures)
        still = torch.zeros(found.shape[0], 18, found.shape[2] - 2, found.shape[3] - 2)
        return torchvision.ops.deform_conv2d(found, still, self.kernel)


def exported(network, rows):
    return torch.export.export(network.eval(), (rows,), dynamic_shapes=({0: torch.export.Dim.AUTO},))


def traced(network, rows):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.jit.trace(network.eval(), rows)


def imports_of(directory):
    source = (directory / "model" / "model.py").read_text("utf-8")
    return [line.partition("  #")[0] for line in source.splitlines() if line.startswith("import ")]


@pytest.mark.parametrize(
    ("make", "network", "rows", "module"),
    [
        (exported, Deformed, PICTURES, "torchvision"),
        (traced, Deformed, PICTURES, "torchvision"),
        # Tracing goes through an operator in Python, and leaves nothing of it.
        (exported, operators.Doubling, ROWS, "frameworks.torch.operators"),
    ],
    ids=["of torchvision, exported", "of torchvision, traced", "of the user's own"],
)
def test_a_program_finds_the_operators_that_it_calls(pack, tmp_path, make, network, rows, module):
    live = network().eval()
    directory, packed = pack(make(live, rows), rows)
    assert f"import {module}" in imports_of(directory)
    pinned = "torchvision" in {each.name for each in packed.requirements}
    assert pinned == (module == "torchvision")
    assert (directory / "packages" / "frameworks" / "torch" / "operators.py").exists() != pinned
    [answer] = answer_afresh([(directory, {"inputs": rows.tolist()})], cwd=tmp_path)
    with torch.no_grad():
        np.testing.assert_allclose(answer["predictions"], live(rows), rtol=1e-4, atol=1e-6)


def test_a_network_that_becomes_a_program_finds_them_too(pack, tmp_path):
    class Here(Deformed):
        """A class of a notebook; what it reads of torchvision makes cloudpickle look at torch.ops, which it cannot."""

    live = Here().eval()
    for rows in (PICTURES, None):
        directory, packed = pack(live, rows)
        assert "torchvision" in {each.name for each in packed.requirements}
        [answer] = answer_afresh([(directory, {"inputs": PICTURES.tolist()})], cwd=tmp_path)
        with torch.no_grad():
            np.testing.assert_allclose(answer["predictions"], live(PICTURES), rtol=1e-4, atol=1e-5)


def test_a_program_of_pytorch_s_own_operators_imports_nothing_else(pack):
    directory, packed = pack(exported(nn.Linear(4, 2), ROWS), ROWS)
    assert imports_of(directory) == ["import numpy as np", "import torch", "import torch.export.passes"]
    assert {each.name for each in packed.requirements} == {"torch", "numpy"}


def test_an_operator_of_a_notebook_is_refused(pack, monkeypatch):
    program = exported(operators.Doubling(), ROWS)
    monkeypatch.setattr(operators.doubled._init_fn, "__module__", "__main__")
    with pytest.raises(TrussError, match="the operator truss_tests::doubled, which is defined in a notebook") as caught:
        pack(program, ROWS)
    assert caught.value.code == "MODEL_NOT_SERIALISABLE"
    assert "into a file" in caught.value.hint
