"""Networks as people write them, in a file of their own."""

import torch
from torch import nn


class Net(nn.Module):
    """Its class can make it anew: what it was called with, it has kept."""

    def __init__(self, features, hidden=8):
        super().__init__()
        self.features = features
        self.hidden = hidden
        self.layers = nn.Sequential(
            nn.Linear(features, hidden), nn.BatchNorm1d(hidden), nn.ReLU(), nn.Dropout(), nn.Linear(hidden, 3)
        )

    def forward(self, rows):
        return self.layers(rows)


class Forgetful(nn.Module):
    """Nobody knows how it was made."""

    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.Sequential(*[nn.Linear(*pair) for pair in zip(sizes, sizes[1:])])
        self.register_buffer("scale", torch.tensor([2.0]), persistent=False)

    def forward(self, rows):
        return self.layers(rows) * self.scale


class Branching(Forgetful):
    """It cannot be traced."""

    def forward(self, rows):
        return super().forward(rows) if rows.abs().sum() < 1e6 else rows


class Sentences(nn.Module):
    """Two inputs, two outputs by name."""

    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(20, 4)
        self.out = nn.Linear(6, 2)

    def forward(self, tokens, extra):
        logits = self.out(torch.cat([self.words(tokens).mean(1), extra], 1))
        return {"logits": logits, "best": logits.argmax(1)}


class OfABatch(nn.Module):
    """One input: a dict."""

    def __init__(self):
        super().__init__()
        self.inner = Sentences()

    def forward(self, batch):
        found = self.inner(batch["tokens"], batch["extra"])
        return found["logits"], found["best"]


class Centred(nn.Module):
    """To which the other rows of a batch matter."""

    def __init__(self):
        super().__init__()
        self.out = nn.Linear(4, 2)

    def forward(self, rows):
        return self.out(rows - rows.mean(0))


class OfTheBatch(nn.Module):
    """Its layer takes the statistics of the rows at hand, in its mode for answering too."""

    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(4, track_running_stats=False)
        self.out = nn.Linear(4, 2)

    def forward(self, rows):
        return self.out(self.norm(rows))


class Tied(nn.Module):
    """Two of its layers share their weights."""

    def __init__(self):
        super().__init__()
        self.into = nn.Embedding(12, 5)
        self.back = nn.Linear(5, 12, bias=False)
        self.back.weight = self.into.weight

    def forward(self, tokens):
        return self.back(self.into(tokens).mean(1))


class ReadsAFile(nn.Module):
    """Making it reads what will not be there."""

    def __init__(self):
        super().__init__()
        with open(__file__, encoding="utf-8") as file, open("/dev/null", encoding="utf-8") as nothing:
            self.length = len(file.read()) * 0 + len(nothing.read()) + 4
        self.out = nn.Linear(self.length, 2)

    def forward(self, rows):
        return self.out(rows)


class Versioned(nn.Module):
    """Reads weights of its first version otherwise, as torchvision's MNASNet does."""

    _version = 2

    def __init__(self):
        super().__init__()
        self.out = nn.Linear(4, 2)

    def _load_from_state_dict(self, state, prefix, metadata, *rest):
        if metadata.get("version") != 2:
            state[f"{prefix}out.weight"] = state[f"{prefix}out.weight"].flip(0)
        super()._load_from_state_dict(state, prefix, metadata, *rest)

    def forward(self, rows):
        return self.out(rows)


class Shifted(nn.Module):
    """Its state holds more than tensors."""

    def __init__(self):
        super().__init__()
        self.out = nn.Linear(4, 2)
        self.by = 5.0

    def get_extra_state(self):
        return {"by": self.by}

    def set_extra_state(self, state):
        self.by = state["by"]

    def forward(self, rows):
        return self.out(rows) + self.by


class Finder(nn.Module):
    """A record of each row, as networks answer that find things in pictures: of some rows more than of others."""

    def forward(self, rows):
        return [{"found": row[row > 0], "places": (row > 0).nonzero()[:, 0]} for row in rows]


class Holding(nn.Module):
    """Has a layer of PyTorch; its class can make it anew."""

    def __init__(self, layer, width=4):
        super().__init__()
        self.layer = layer
        self.width = width
        self.inner = getattr(nn, layer)(width, batch_first=True, **MORE[layer])

    def forward(self, rows):
        found = self.inner(rows, rows, rows) if self.layer == "MultiheadAttention" else self.inner(rows)
        return found[0] if isinstance(found, tuple) else found


MORE = {
    "GRU": {"hidden_size": 3, "num_layers": 2},
    "LSTM": {"hidden_size": 3, "bidirectional": True},
    "RNN": {"hidden_size": 3},
    "MultiheadAttention": {"num_heads": 2},
    "TransformerEncoderLayer": {"nhead": 2, "dim_feedforward": 8},
}


class Thirds(nn.Module):
    """Numbers that it makes itself have the type that its process was told."""

    def forward(self, rows):
        return rows + torch.tensor([1.0, 2.0]) / 3
