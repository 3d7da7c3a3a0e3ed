"""Trusses of networks in their own environments, behind a server: proved, and asked over V1, V2 and gRPC."""

import torch

from frameworks.served import assert_answers_everywhere
from frameworks.torch import networks

ROWS = torch.randn(3, 4)


def test_a_network_answers_everywhere_as_the_live_object(tmp_path):
    torch.manual_seed(0)
    model = networks.Net(4).eval()
    with torch.no_grad():
        answers = {"predictions": model(ROWS).numpy()}
    handle = assert_answers_everywhere(model, tmp_path / "made", ROWS.numpy(), answers, examples=ROWS)
    assert handle.config["runtime"]["batching"]["max_batch_size"] == 32
    assert [line.partition("==")[0] for line in handle.spec.requirements] == ["torch", "numpy", "safetensors"]
