"""Every layer that PyTorch brings, as its users make it, and rows that it takes."""

import inspect

import torch
from torch import nn


def floats(*shape):
    """Rows that no layer takes for one another: three of them, unless told otherwise."""
    return torch.randn(3, *shape, generator=torch.Generator().manual_seed(7))


SERIES, PLANE, SPACE = floats(4, 10), floats(4, 8, 8), floats(4, 6, 6, 6)
WORDS = torch.tensor([[1, 2, 3, 0], [4, 5, 6, 1], [7, 8, 9, 2]])
ROWS = floats(4)
TOKENS = floats(5, 8)
"""Three texts of five words, each of eight numbers."""

# Those that nothing has to be told.
ACTIVATIONS = (
    "CELU ELU GELU Hardshrink Hardsigmoid Hardswish Hardtanh LeakyReLU LogSigmoid Mish PReLU RReLU ReLU ReLU6 SELU "
    "SiLU Sigmoid Softplus Softshrink Softsign Tanh Tanhshrink Identity"
)
POOLS = {
    f"{kind}{axes}d": (lambda kind=kind, axes=axes: getattr(nn, f"{kind}{axes}d")(2), (SERIES, PLANE, SPACE)[axes - 1])
    for kind in ("AdaptiveAvgPool", "AdaptiveMaxPool", "AvgPool", "MaxPool")
    for axes in (1, 2, 3)
}
PADS = {
    f"{kind}{axes}d": (lambda kind=kind, axes=axes: pad(kind, axes), (SERIES, PLANE, SPACE)[axes - 1])
    for kind in ("CircularPad", "ConstantPad", "ReflectionPad", "ReplicationPad", "ZeroPad")
    for axes in (1, 2, 3)
}
OF_FOUR_CHANNELS = {
    f"{kind}{axes}d": (lambda kind=kind, axes=axes: of_channels(kind, axes), (SERIES, PLANE, SPACE)[axes - 1])
    for kind in ("BatchNorm", "Conv", "ConvTranspose", "InstanceNorm")
    for axes in (1, 2, 3)
}
DROPPING = {
    name: (lambda name=name: getattr(nn, name)(0.5), rows)
    for name, rows in (
        ("AlphaDropout", ROWS),
        ("Dropout", ROWS),
        ("Dropout1d", SERIES),
        ("Dropout2d", PLANE),
        ("Dropout3d", SPACE),
        ("FeatureAlphaDropout", SERIES),
    )
}


def pad(kind, axes):
    return getattr(nn, f"{kind}{axes}d")(2, 1.5) if kind == "ConstantPad" else getattr(nn, f"{kind}{axes}d")(2)


def of_channels(kind, axes):
    if "Conv" in kind:
        return getattr(nn, f"{kind}{axes}d")(4, 6, 3, stride=2, padding=1)
    norm = getattr(nn, f"{kind}{axes}d")(4, affine=True, track_running_stats=True)
    norm.running_mean.copy_(torch.arange(4) / 3)
    norm.running_var.copy_(torch.arange(1, 5) / 2)
    return norm


class Attending(nn.Module):
    """A text that looks at itself, as a `MultiheadAttention` does for those who hand it three tensors."""

    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)

    def forward(self, words):
        return self.attention(words, words, words, need_weights=False)[0]


class Both(nn.Module):
    """A layer of two inputs, told two parts of one."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, rows):
        return self.layer(rows[:, :4], rows[:, 4:])


class LastOf(nn.Module):
    """What a layer answers first, of several."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, rows):
        return self.layer(rows)[0]


class Unpooled(nn.Module):
    """Pools, and puts what is left back where it was."""

    def __init__(self, axes):
        super().__init__()
        self.pool = getattr(nn, f"MaxPool{axes}d")(2, return_indices=True)
        self.unpool = getattr(nn, f"MaxUnpool{axes}d")(2)

    def forward(self, rows):
        return self.unpool(*self.pool(rows))


class Stepped(nn.Module):
    """A cell, one step along."""

    def __init__(self, cell):
        super().__init__()
        self.cell = cell

    def forward(self, rows):
        state = self.cell(rows)
        return state[0] if isinstance(state, tuple) else state


class Chosen(nn.Module):
    """Layers in a list and in a dict, one after another."""

    def __init__(self):
        super().__init__()
        self.several = nn.ModuleList([nn.Linear(4, 4), nn.Linear(4, 4)])
        self.named = nn.ModuleDict({"last": nn.Linear(4, 2)})
        self.scale = nn.ParameterList([nn.Parameter(torch.tensor([2.0]))])
        self.shift = nn.ParameterDict({"by": nn.Parameter(torch.tensor([1.0]))})

    def forward(self, rows):
        for layer in self.several:
            rows = layer(rows).relu()
        return self.named["last"](rows) * self.scale[0] + self.shift["by"]


class Guessed(nn.Module):
    """The words that are likely, of many, as one asks a network that learnt with `AdaptiveLogSoftmaxWithLoss`."""

    def __init__(self):
        super().__init__()
        self.likely = nn.AdaptiveLogSoftmaxWithLoss(4, 10, [3, 6])

    def forward(self, rows):
        return self.likely.log_prob(rows)


class Translated(nn.Module):
    """A text that becomes one of the same length."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, words):
        return self.layer(words, words)


def _encoder():
    return nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)


def _decoder():
    return nn.TransformerDecoderLayer(8, 2, 16, batch_first=True)


LAYERS = {
    **{name: (getattr(nn, name), ROWS) for name in ACTIVATIONS.split()},
    **POOLS,
    **PADS,
    **OF_FOUR_CHANNELS,
    **DROPPING,
    "AdaptiveLogSoftmaxWithLoss": (Guessed, ROWS),
    "Bilinear": (lambda: Both(nn.Bilinear(4, 4, 2)), floats(8)),
    "ChannelShuffle": (lambda: nn.ChannelShuffle(2), PLANE),
    "CosineSimilarity": (lambda: Both(nn.CosineSimilarity()), floats(8)),
    "CrossMapLRN2d": (lambda: nn.CrossMapLRN2d(2), PLANE),
    "DataParallel": (lambda: nn.DataParallel(nn.Linear(4, 2)), ROWS),
    "Embedding": (lambda: nn.Embedding(10, 3, padding_idx=0), WORDS),
    "EmbeddingBag": (lambda: nn.EmbeddingBag(10, 3, mode="max"), WORDS),
    "Flatten": (nn.Flatten, PLANE),
    "Fold": (lambda: nn.Fold(4, 2, stride=2), floats(8, 4)),
    "FractionalMaxPool2d": (lambda: nn.FractionalMaxPool2d(2, output_size=3), PLANE),
    "FractionalMaxPool3d": (lambda: nn.FractionalMaxPool3d(2, output_size=2), SPACE),
    "GLU": (nn.GLU, ROWS),
    "GRU": (lambda: LastOf(nn.GRU(8, 3, num_layers=2, bidirectional=True, batch_first=True)), TOKENS),
    "GRUCell": (lambda: Stepped(nn.GRUCell(4, 3)), ROWS),
    "GroupNorm": (lambda: nn.GroupNorm(2, 4), PLANE),
    "LPPool1d": (lambda: nn.LPPool1d(2, 2), SERIES.abs()),
    "LPPool2d": (lambda: nn.LPPool2d(2, 2), PLANE.abs()),
    "LPPool3d": (lambda: nn.LPPool3d(2, 2), SPACE.abs()),
    "LSTM": (lambda: LastOf(nn.LSTM(8, 3, num_layers=2, proj_size=2, batch_first=True)), TOKENS),
    "LSTMCell": (lambda: Stepped(nn.LSTMCell(4, 3)), ROWS),
    "LayerNorm": (lambda: nn.LayerNorm(4), ROWS),
    "Linear": (lambda: nn.Linear(4, 2), ROWS),
    "LocalResponseNorm": (lambda: nn.LocalResponseNorm(2), PLANE),
    "LogSoftmax": (lambda: nn.LogSoftmax(1), ROWS),
    "MaxUnpool1d": (lambda: Unpooled(1), SERIES),
    "MaxUnpool2d": (lambda: Unpooled(2), PLANE),
    "MaxUnpool3d": (lambda: Unpooled(3), SPACE),
    "ModuleDict": (Chosen, ROWS),
    "MultiheadAttention": (Attending, TOKENS),
    "PairwiseDistance": (lambda: Both(nn.PairwiseDistance()), floats(8)),
    "PixelShuffle": (lambda: nn.PixelShuffle(2), PLANE),
    "PixelUnshuffle": (lambda: nn.PixelUnshuffle(2), PLANE),
    "RMSNorm": (lambda: nn.RMSNorm(4), ROWS),
    "RNN": (lambda: LastOf(nn.RNN(8, 3, nonlinearity="relu", batch_first=True)), TOKENS),
    "RNNCell": (lambda: Stepped(nn.RNNCell(4, 3)), ROWS),
    "Sequential": (lambda: nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2)), ROWS),
    "Softmax": (lambda: nn.Softmax(1), ROWS),
    "Softmax2d": (nn.Softmax2d, PLANE),
    "Softmin": (lambda: nn.Softmin(1), ROWS),
    "SyncBatchNorm": (lambda: nn.SyncBatchNorm(4), PLANE),
    "Threshold": (lambda: nn.Threshold(0.1, 20.0), ROWS),
    "Transformer": (lambda: Translated(nn.Transformer(8, 2, 1, 1, 16, batch_first=True)), TOKENS),
    "TransformerDecoder": (lambda: Translated(nn.TransformerDecoder(_decoder(), 2)), TOKENS),
    "TransformerDecoderLayer": (lambda: Translated(_decoder()), TOKENS),
    "TransformerEncoder": (lambda: nn.TransformerEncoder(_encoder(), 2), TOKENS),
    "TransformerEncoderLayer": (_encoder, TOKENS),
    "Unflatten": (lambda: nn.Unflatten(1, (2, 2)), ROWS),
    "Unfold": (lambda: nn.Unfold(2), PLANE),
    "Upsample": (lambda: nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True), PLANE),
    "UpsamplingBilinear2d": (lambda: nn.UpsamplingBilinear2d(scale_factor=2), PLANE),
    "UpsamplingNearest2d": (lambda: nn.UpsamplingNearest2d(scale_factor=2), PLANE),
    "ZeroPad2d": (lambda: nn.ZeroPad2d(1), PLANE),
}
"""By the name of the layer: what makes it, in a network of its own where it takes more than rows, and the rows."""

RANDOM = {"FractionalMaxPool2d", "FractionalMaxPool3d"}
"""Layers that answer otherwise each time, in any mode: there is nothing to compare."""


def is_out_of_place(name):
    """Whether a class of torch.nn answers no rows: losses, containers without a forward, what others derive from."""
    kind = getattr(nn, name)
    is_loss = "Loss" in name and name != "AdaptiveLogSoftmaxWithLoss"
    is_container = name in ("Container", "Module", "ModuleList", "ParameterDict", "ParameterList")
    is_base = name in ("RNNBase", "RNNCellBase")
    has_no_shape_yet = name.startswith("Lazy")
    return is_loss or is_container or is_base or has_no_shape_yet or "Uninitialized" in kind.__name__


def all_layers():
    """The names of all classes of torch.nn that are modules."""
    return [name for name, kind in vars(nn).items() if inspect.isclass(kind) and issubclass(kind, nn.Module)]
