"""Trains a network on waves that are made up, and makes a truss of it in this directory: `python make.py`."""

from pathlib import Path

import torch
import truss
from forecaster import Forecaster
from torch import nn

AHEAD = 3


def waves(count: int, length: int) -> torch.Tensor:
    """Series that rise and fall, each with its own level, height and period."""
    level, height = torch.rand(count, 1) * 100, 1 + torch.rand(count, 1) * 20
    period, start = 6 + torch.rand(count, 1) * 10, torch.rand(count, 1) * 7
    return level + height * torch.sin(start + torch.arange(length) * 2 * torch.pi / period)


torch.manual_seed(0)
network = Forecaster(AHEAD)
optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
for step in range(800):
    series = waves(64, int(torch.randint(16, 40, ())) + AHEAD)
    known, wanted = series[:, :-AHEAD], series[:, -AHEAD:]
    error = (network(known) - wanted) / known.std(1, keepdim=True)
    loss = nn.functional.huber_loss(error, torch.zeros_like(error))
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    if step % 250 == 0 or step == 799:
        print(f"step {step}: loss {loss.item():.4f}")

examples = waves(2, 24).round(decimals=1)
truss.mk_truss(network, target_directory=Path(__file__).parent, examples=examples)
