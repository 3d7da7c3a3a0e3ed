"""What PyTorch's networks take is told without examples, as far as they answer to it."""

import pytest
import timm
import torch
import torchvision
from torch import nn

from frameworks.torch import networks


class Transposed(nn.Module):
    """Its first layer is a convolution, and takes what stands last in a row for channels."""

    def __init__(self):
        super().__init__()
        self.inner = nn.Conv2d(3, 4, 3)

    def forward(self, pictures):
        return self.inner(pictures.permute(0, 3, 1, 2))


class ScaledLinear(nn.Linear):
    """A layer derived from one of PyTorch's."""

    def forward(self, rows):
        return super().forward(rows) * 2


class WithAToken(nn.Module):
    """Has weights of its own beside those of its layers."""

    def __init__(self):
        super().__init__()
        self.token = nn.Parameter(torch.ones(5))
        self.inner = nn.Linear(4, 5)

    def forward(self, rows):
        return self.inner(rows) + self.token


class TokenFirst(WithAToken):
    """Has rows of another length than its layer takes."""

    def forward(self, rows):
        return self.inner(rows[:, :4] + rows[:, 4:8]) + self.token


def small_vit():
    return torchvision.models.VisionTransformer(48, 16, 1, 2, 16, 32, num_classes=3)


def quantised():
    return torch.ao.quantization.quantize_dynamic(networks.Net(4).eval(), {nn.Linear})


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1)), ("FP32", [-1, 3, -1, -1])),
        (lambda: nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(4 * 30 * 30, 2)), ("FP32", [-1, 3, 32, 32])),
        (lambda: nn.Sequential(nn.Conv2d(1, 4, 11), nn.AdaptiveAvgPool2d(1)), ("FP32", [-1, 1, -1, -1])),
        (lambda: nn.Sequential(nn.Conv1d(2, 4, 3), nn.AdaptiveAvgPool1d(1)).half(), ("FP16", [-1, 2, -1])),
        (lambda: nn.Conv3d(1, 2, 3), ("FP32", [-1, 1, -1, -1, -1])),
        (small_vit, ("FP32", [-1, 3, 48, 48])),
        (lambda: timm.create_model("test_vit", pretrained=False, num_classes=3), ("FP32", [-1, 3, -1, -1])),
        (quantised, ("FP32", [-1, 4])),
        (lambda: ScaledLinear(4, 2), ("FP32", [-1, 4])),
        (WithAToken, ("FP32", [-1, 4])),
        (lambda: WithAToken().bfloat16(), ("FP32", [-1, 4])),
        (TokenFirst, None),
        (Transposed, None),
    ],
    ids=[
        "pictures of any size", "of one size", "of many points", "series", "volumes", "a vision transformer", "of timm",
        "quantised", "derived", "weights of its own", "half the precision", "of another form", "channels last",
    ],
)  # fmt: skip
def test_its_input_is_told_where_it_answers_to_that(pack, make, told):
    _, packed = pack(make().eval())
    inputs = packed.config["signature"]["inputs"]
    assert [(each["datatype"], each["shape"]) for each in inputs] == ([] if told is None else [told])
    assert bool(packed.tried.trials) == (told is not None)


def test_a_picture_of_a_hundred_thousand_points_is_no_example_for_a_person(pack):
    _, packed = pack(small_vit().eval())
    assert packed.tried.trials
    assert not any(trial.is_example for trial in packed.tried.trials)
